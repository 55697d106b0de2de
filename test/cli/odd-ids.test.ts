import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { expectNoStack } from './calm.ts';

/** As people and their programs name things. */
const odd = {
  'that looks like an option': '--json',
  'that would command a terminal': 'red \u001b[31m\u0007 \u009b2J id\non two lines',
  'of many alphabets and signs': `it's "Größe" 東京 🧵 100%_[7]* ../../etc`,
  'without an end': 'x'.repeat(500),
} as const;

const files = {
  'serve.ts': `
import { lineage } from 'clew';
const serve = lineage.register(
  'serve',
  { inputs: (n: number) => ({ n: lineage.value(n) }), outputs: (r: object) => ({ r: lineage.value(r) }) },
  async (n: number) => {
    for (const id of ${JSON.stringify(Object.values(odd))}) lineage.log(id, { label: 'a \\u001b[2Jlabel' });
    lineage.log('risk-1');
    lineage.log('risk-2');
    return { n };
  },
);
await serve(1);
`,
};

let project: Project;
beforeAll(async () => {
  project = makeProject(files);
  await project.startFile('serve.ts').ended;
});

/** Whatever asks about one thing. */
const commands = ['bt', 'explain', 'impact', 'diff', 'why', 'show', 'print', 'list', 'info', 'open', 'flag', 'unflag', 'note', 'tag']; // prettier-ignore
const wordsFor = (command: string, id: string): string[] => [
  'clew',
  command,
  '--',
  id,
  ...(command === 'diff' ? [id] : []),
];
/** In colour, as on a screen. */
const env = { NO_COLOR: undefined, FORCE_COLOR: '1' };

describe('special characters in ids', () => {
  test.each(Object.entries(odd))('every command accepts %s, and prints no control characters', async (_, id) => {
    const input = [
      ...commands.map((command) => (command === 'diff' ? 'diff risk-1' : command)),
      'note "as it is"',
      'bt full',
    ];
    const asked = await project.run(['clew', 'bt', '-i', '--', id], { input: input.join('\n'), env });
    expect([asked.code, asked.stderr]).toEqual([0, '']);
    // Colours are ours; nothing else that a terminal obeys comes out.
    // oxlint-disable-next-line no-control-regex -- that is the question
    expect(asked.stdout.replaceAll(/\u001b\[[0-9;]*m/g, '')).toMatch(/^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f]*$/);
    const [head] = (await project.run(['clew', 'bt', '--', id])).stdout.split('\n');
    expect(head).toMatch(/, a .*label, came from 1 component run$/);
    const { stdout } = await project.run(['clew', 'bt', '--json', '--', id]);
    expect(JSON.parse(stdout).asked).toBe(id);
  });

  test.each(commands)(
    'clew %s accepts an id that looks like an option, and refuses unknown and ambiguous ones',
    async (command) => {
      expect(await project.run(wordsFor(command, '--json'))).toMatchObject({ code: 0, stderr: '' });
      const unknown = await project.run(wordsFor(command, 'risk-3'));
      expect(unknown.stderr).toMatch(
        command === 'why'
          ? /^error There is no node "risk-3" on record\.|^error Nothing on record is called "risk-3"\./
          : /^error Nothing on record is called "risk-3"\.\nNear or recent: risk-[12], risk-[12]/,
      );
      const several = await project.run(wordsFor(command, 'risk-'));
      expect(several.stderr).toMatch(
        /^error Several ids begin with "risk-": risk-1, risk-2\.\nWrite some more of it\.\n$/,
      );
      for (const { code, stdout, stderr } of [unknown, several]) {
        expect([code, stdout]).toEqual([2, '']);
        expectNoStack(stderr);
      }
    },
  );
});
