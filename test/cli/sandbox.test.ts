import { beforeAll, describe, expect, test } from 'vitest';
import { type Project, makeProject } from '../support/project.ts';
import { type Target, send } from '../support/s3-raw.ts';
import { installSdk } from '../support/sdk.ts';
import { expectMistake } from './calm.ts';
import { head } from './nightly.ts';

let project: Project;

beforeAll(() => {
  project = makeProject({
    'workflow.ts': `${head}
@Task({ storage: 's3' }) export class Train { run() { ran('Train'); return { auc: 0.9 }; } }
@Workflow({ storage: 's3' }) export class Nightly { @From(Train) trained!: Output<Train>; run() { return this.trained.auc; } }`,
  });
  installSdk(project);
});

describe('clew sandbox s3', () => {
  test('prints settings and variables that a workflow can use, and stops at Ctrl-C', async () => {
    const { child, ended, until } = project.start('clew sandbox s3 --port 0 --bucket models --verbose');
    let seen = '';
    child.stdout!.on('data', (text: string) => (seen += text));
    await until('export AWS_ACCESS_KEY_ID');
    const storage = /^ +storage: \{$[^]*?^ +\},$/m.exec(seen)![0];
    project.write({ 'clew.config.ts': `export default {\n${storage}\n};` });
    const env = Object.fromEntries(Array.from(seen.matchAll(/(AWS_\w+)=(\S+)/g), ([, name, value]) => [name!, value!]));
    const ran = await project.run('run-workflow workflow.ts', { env: { ...env, AWS_EC2_METADATA_DISABLED: 'true' } });
    expect(ran.stdout, ran.stderr).toContain('output  0.9');
    expect(ran.stdout).toContain('in s3://models/');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^S3 server at http:\/\/127\.0\.0\.1:\d+, in memory; Ctrl-C ends it\n/);
    expect(stderr).toMatch(/^200 PutObject models\/\S+$/m);
    expect(stderr).toMatch(/^stopped after \d+ requests$/m);
  });

  test('--data keeps objects in a folder, which one server may use at a time, even after a kill', async () => {
    const start = async (): Promise<{ target: Target; stop: (signal: NodeJS.Signals) => Promise<unknown> }> => {
      const { child, ended, until } = project.start('clew sandbox s3 --port 0 --data kept --json');
      let seen = '';
      child.stdout!.on('data', (text: string) => (seen += text));
      await until('"buckets"');
      await until(']\n}');
      const { endpoint, env } = JSON.parse(seen) as { endpoint: string; env: Record<string, string> };
      const target = {
        endpoint,
        accessKeyId: env['AWS_ACCESS_KEY_ID']!,
        secretAccessKey: env['AWS_SECRET_ACCESS_KEY']!,
      };
      return { target, stop: async (signal) => (child.kill(signal), await ended) };
    };
    const first = await start();
    await send(first.target, { method: 'PUT', path: '/clew/a', body: 'kept' });
    const second = await project.run('clew sandbox s3 --port 0 --data kept');
    expect(second.stderr).toMatch(
      /^error The folder kept is in use by another S3 server, process \d+\.\nStop that one/,
    );
    expect(second.code).toBe(2);
    await first.stop('SIGKILL');
    const third = await start();
    expect((await send(third.target, { path: '/clew/a' })).text).toBe('kept');
    await third.stop('SIGTERM');
  });

  test('a port in use and invalid options are refused', async () => {
    const { child, ended, until } = project.start('clew sandbox s3 --port 0');
    let seen = '';
    child.stdout!.on('data', (text: string) => (seen += text));
    await until('Ctrl-C');
    const port = /127\.0\.0\.1:(\d+)/.exec(seen)![1]!;
    expectMistake(
      await project.run(`clew sandbox s3 --port ${port}`),
      `error Port ${port} is in use by another program.`,
      'Stop that program, or take another port; 0 is any that is free.',
    );
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    const next = 'As in --fault throttle=5%, --fault UploadPart:cut-after=1% or --fault slow=200ms.';
    const help = 'clew sandbox --help lists what there is.';
    const ofS3 = 'clew sandbox s3 --help lists what there is.';
    const mistakes = [
      ['', 'error clew sandbox needs one of s3, aws.', help],
      ['gcs', 'error clew sandbox knows s3 and aws, not "gcs".', help],
      ['s3 aws', 'error clew sandbox s3 takes no "aws".', ofS3],
      ['s3 --pace 3', 'error --pace is for clew sandbox aws.', ofS3],
      ['s3 --port 70000', 'error --port wants a number from 0 to 65535 and got "70000".', ofS3],
      ['s3 --port 0 --bucket No', 'error No bucket can be called "No".', "Take 3 to 63 of a-z, 0-9, '-' and '.'."],
      [
        's3 --fault thorttle=5%',
        "error --fault thorttle=5% can't be: there is no fault thorttle. Did you mean throttle?",
        next,
      ],
      [
        's3 --fault PutObjekt:throttle',
        "error --fault PutObjekt:throttle can't be: there is no operation PutObjekt. Did you mean PutObject or GetObject?",
        next,
      ],
      ['s3 --fault slow=5%', "error --fault slow=5% can't be: slow wants a time, as in slow=200ms.", next],
      [
        's3 --fault throttle=150%',
        "error --fault throttle=150% can't be: throttle wants a share of the requests, as in throttle=5%.",
        next,
      ],
    ];
    const answers = await Promise.all(mistakes.map(([words]) => project.run(`clew sandbox ${words}`.trim())));
    for (const [i, [, ...lines]] of mistakes.entries()) expectMistake(answers[i]!, ...lines);
  });

  test('--fault makes requests fail', async () => {
    const { child, ended, until } = project.start('clew sandbox s3 --port 0 --fault PutObject:throttle --json');
    let seen = '';
    child.stdout!.on('data', (text: string) => (seen += text));
    await until(']\n}');
    const { endpoint, layer, env, buckets, sandbox } = JSON.parse(seen) as Record<string, any>;
    expect({ layer, buckets, sandbox }).toEqual({
      layer: { s3: 'clew', endpoint },
      buckets: ['clew'],
      sandbox: { endpoint, region: 'us-east-1', buckets: ['clew'] },
    });
    const target = { endpoint, accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY };
    expect(await send(target, { method: 'PUT', path: '/clew/a', body: 'x' })).toMatchObject({
      status: 503,
      code: 'SlowDown',
    });
    expect(await send(target, { path: '/clew/a' })).toMatchObject({ status: 404 });
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
  });
});
