import { oddSecrets } from '../../support/secret-forms.ts';

const names = oddSecrets.map((_, i) => `s${i}`);
const fields = (options: string): string => names.map((name) => `  @Param(${options}) ${name}!: string;`).join('\n');
const values = `[${names.map((name) => `self.${name}`).join(', ')}]`;

/** A program that does with its secrets all that people do with theirs, and lets nobody see them itself. */
export const program = `
import { readFileSync, writeFileSync } from 'node:fs';
import { From, FromEach, Param, StorageLayer, Task, TaskContext, Workflow, lineage } from 'clew';
import { z } from 'zod';
import * as v from 'valibot';
import { type } from 'arktype';

const forms = (secret: string): string => [
  secret, JSON.stringify({ secret }), JSON.stringify(JSON.stringify([secret])), encodeURIComponent(secret),
  new URLSearchParams({ secret }).toString(), Buffer.from('user:' + secret).toString('base64'),
  Buffer.from(JSON.stringify({ secret })).toString('base64url'), Buffer.from(secret).toString('hex'),
  secret.toUpperCase(), secret.toLowerCase(),
].join(' | ');

class Refused extends Error {
  readonly code: string;
  constructor(secret: string) {
    super('refused ' + forms(secret), { cause: new Error('because ' + forms(secret)) });
    this.name = 'Refused ' + secret;
    this.code = 'E_' + secret;
  }
}

const ask = lineage.register(
  'ask',
  {
    inputs: (secret: string) => ({ token: lineage.value(secret), from: 'https://host.example/' + encodeURIComponent(secret) }),
    outputs: (_: unknown, secret: string) => ({ echo: lineage.value({ [secret]: [secret] }) }),
    params: (secret: string) => ({ secret, joined: 'Bearer ' + secret, length: secret.length }),
  },
  (secret: string, fails: boolean) => {
    lineage.log(undefined, { label: 'for ' + secret });
    if (fails) throw new Refused(secret);
    return secret.length;
  },
);

@Task({ modelFamily: undefined }) export class One {
  @Param() at!: number;
  @Param() value!: string;
  constructor(private readonly context: TaskContext, private readonly storage: StorageLayer) {}
  async run() {
    const { logger } = this.context;
    for (const level of ['debug', 'info', 'warn', 'error'] as const) logger[level]('with ' + forms(this.value));
    this.context.outputId({ label: 'made for ' + this.value });
    this.context.metric('length of ' + this.value, this.value.length);
    for (const name of ['of ' + this.value, 'of ' + encodeURIComponent(this.value)]) {
      try { await this.storage.store(name, 1); logger.error('stored it'); } catch (error) { logger.info(String(error)); }
      try { this.context.outputId({ id: name }); logger.error('named it'); } catch (error) { logger.info(String(error)); }
    }
    try { readFileSync('no-such-file-' + this.value); } catch (error) { logger.warn(String(error)); }
    try { ask(this.value, true); } catch {}
    return ask(this.value, false);
  }
}
@Task() export class Joined {
  @Param() url!: string;
  @Param() list!: unknown[];
  @Param() nested!: object;
  @Param() basic!: string;
  @Param() bytes!: Uint8Array;
  @Param() plain = 'shown';
  run() { return [this.url.length, this.list.length, this.basic.length, this.bytes.length]; }
}
@Task({ isolate: 'thread' }) export class InThread {
  @Param() value!: string;
  constructor(private readonly context: TaskContext) {}
  run() { this.context.logger.info(forms(this.value)); return 1; }
}
@Task({ isolate: 'process' }) export class InProcess {
  @Param() value!: string;
  constructor(private readonly context: TaskContext) {}
  run() {
    this.context.logger.info(forms(this.value));
    writeFileSync('child-' + process.pid, JSON.stringify([process.argv, process.execArgv]) + readFileSync('/proc/self/environ') + readFileSync('/proc/self/cmdline'));
    return 1;
  }
}
@Workflow({ doc: 'All ways in which secrets go.' }) export class All {
${fields('{ secret: true }')}
  @Param() also = '';
  @FromEach(One, (self: All) => ${values}.map((value, at) => ({ at, value }))) each!: number[];
  @From(Joined, (self: All) => ({
    url: 'https://user:' + encodeURIComponent(self.s0) + '@host.example/?q=' + encodeURIComponent(self.s1),
    list: [self.s2, { deep: [self.s3] }],
    nested: { json: JSON.stringify({ token: self.s4, more: JSON.stringify([self.s5]) }), map: new Map([[self.s6, self.s7]]) },
    basic: 'Basic ' + Buffer.from('user:' + self.s8).toString('base64'),
    bytes: new TextEncoder().encode(self.s9),
  })) joined!: number[];
  @FromEach(InThread, (self: All) => ${values}.slice(0, 1).map((value) => ({ value }))) threads!: number[];
  @FromEach(InProcess, (self: All) => ${values}.slice(2, 3).map((value) => ({ value }))) processes!: number[];
  run() { return { given: ${names.length}, echo: this.s0.length }; }
}

@Task({ retries: { times: 1, backoff: '1 ms' } }) export class Throws {
  @Param() value!: string;
  run() { throw new Refused(this.value); }
}
@Task({ isolate: 'thread' }) export class ThrowsInThread {
  @Param() value!: string;
  run() { throw { said: this.value }; }
}
@Task({ isolate: 'process' }) export class ThrowsInProcess {
  @Param() value!: string;
  run() { setTimeout(() => { throw new Refused(this.value); }); return new Promise(() => setTimeout(() => {}, 60_000)); }
}
@Task() export class Tidy { @Param() s0!: string; run() { throw new Refused(this.s0); } }
@Workflow({ finally: [Tidy] }) export class Fails {
${fields('{ secret: true }')}
  @FromEach(Throws, (self: Fails) => ${values}.map((value) => ({ value }))) each!: never[];
  @FromEach(ThrowsInThread, (self: Fails) => ${values}.slice(0, 1).map((value) => ({ value }))) threads!: never[];
  @From(ThrowsInProcess, (self: Fails) => ({ value: 'x' + self.s4 })) process!: never;
  run() { return 1; }
}

@Task() export class Strict {
  @Param(z.enum(['a', 'b']).or(z.string().refine(() => false, { error: (issue) => 'zod refuses ' + String(issue.input) }))) zod: any = 'a';
  @Param(v.object({ inner: v.picklist(['a', 'b']) })) valibot: any = { inner: 'a' };
  @Param(type({ inner: "'a' | 'b'" })) arktype: any = { inner: 'a' };
  @Param() count = 0;
  run() { return 1; }
}
const strict = (library: string) => (self: any) => ({
  [library]: library === 'zod' ? 'x' + self.value : library === 'count' ? 'n' + self.value : { inner: self.value },
});
@Workflow() export class Zod { @Param({ secret: true }) value!: string; @From(Strict, strict('zod') as any) made!: number; run() { return 1; } }
@Workflow() export class Valibot { @Param({ secret: true }) value!: string; @From(Strict, strict('valibot') as any) made!: number; run() { return 1; } }
@Workflow() export class Arktype { @Param({ secret: true }) value!: string; @From(Strict, strict('arktype') as any) made!: number; run() { return 1; } }
@Workflow() export class Count { @Param({ secret: true }) value!: string; @From(Strict, strict('count') as any) made!: number; run() { return 1; } }
@Workflow() export class Unmapped {
  @Param({ secret: true }) value!: string;
  @From(Strict, (self: Unmapped) => { throw new Refused(self.value); }) made!: number;
  run() { return 1; }
}
@Task() export class Asked {
  @Param(z.string().refine(() => false, { error: (issue) => 'no: ' + String(issue.input) }), { secret: true }) zod = '';
  @Param(v.pipe(v.string(), v.check(() => false, (issue) => 'no: ' + String(issue.input))), { secret: true }) valibot = '';
  @Param(type("'a'"), { secret: true }) arktype = 'a' as const;
  @Param({ secret: true }) token = '';
  @Param() pin = 0;
  run() { return 1; }
}

@Task() export class Plain { @Param() n = 1; run() { return this.n; } }
@Task() export class Sent { @Param() header = ''; run() { return this.header.length; } }
@Task({ on: 'here' }) export class Here { @Param() value!: string; run() { return this.value.length; } }
@Workflow({ on: 'here' }) export class Remote {
  @Param({ secret: true }) value!: string;
  @From(Plain) plain!: number;
  @From(Here) here!: number;
  run() { return [this.plain, this.here]; }
}
@Workflow({ on: 'here' }) export class RemoteSecret {
  @Param({ secret: true }) value!: string;
  @From(Sent, (self: RemoteSecret) => ({ header: 'Bearer ' + self.value })) sent!: number;
  run() { return this.sent; }
}
`;
