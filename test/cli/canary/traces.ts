import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { oddSecrets, secretForms } from '../../support/secret-forms.ts';

/** Something that was written or sent, and a name for it in messages. */
export type Written = readonly [name: string, bytes: Buffer | string];

const looked = oddSecrets.flatMap((secret, i) =>
  Object.entries(secretForms).map(([form, write]) => [`s${i} ${form}`, Buffer.from(write(secret))] as const),
);

/** Names each place in which one of the secrets stands in any form, with what stands before it. */
export function tracesIn(written: Iterable<Written>): string[] {
  const traces: string[] = [];
  for (const [name, content] of written) {
    const bytes = Buffer.from(content as string);
    for (const [form, look] of looked) {
      const at = bytes.indexOf(look);
      if (at >= 0)
        traces.push(`${name}: ${form}, behind ${JSON.stringify(bytes.toString('latin1', Math.max(0, at - 80), at))}`);
    }
  }
  return traces;
}

/** Every name and every file below a folder; links are not followed. */
export function* filesBelow(folder: string, above = ''): Generator<Written> {
  for (const entry of readdirSync(join(folder, above), { withFileTypes: true })) {
    const name = join(above, entry.name);
    yield [`the name ${name}`, name];
    if (entry.isDirectory()) yield* filesBelow(folder, name);
    else if (entry.isFile()) yield [name, readFileSync(join(folder, name))];
  }
}
