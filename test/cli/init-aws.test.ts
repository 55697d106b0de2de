import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Project, makeProject, ownNode } from '../support/project.ts';

const service = readFileSync(
  fileURLToPath(new URL('../../src/executors/sagemaker/service.ts', import.meta.url)),
  'utf8',
);

/** Programs that write down how they were called, and answer what a test says. */
function pretend(project: Project, programs: Record<string, string>): NodeJS.ProcessEnv {
  const bin = project.path('bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, answer] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> "${project.path('calls')}"\n${answer}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return { ...process.env, PATH: [bin, dirname(ownNode), process.env['PATH']].join(delimiter), AWS_REGION: '' };
}

const sh = (
  project: Project,
  env: NodeJS.ProcessEnv,
  ...args: string[]
): { status: number | null; stdout: string; stderr: string } =>
  spawnSync('sh', args, { cwd: project.folder, env, encoding: 'utf8' });

describe('clew init --aws', () => {
  let project: Project;
  let said: string;
  beforeAll(async () => {
    project = makeProject({});
    said = (await project.run('clew init --aws')).stdout;
  });

  it('writes its files into the folder aws, and does not overwrite them', async () => {
    const names = [
      'Dockerfile',
      'build-and-push.sh',
      'create-role.sh',
      'role-policy.json',
      'trust-policy.json',
      'user-policy.json',
    ];
    expect(readdirSync(project.path('aws')).toSorted()).toEqual(names);
    for (const name of names) expect(said).toContain(`✓ aws/${name}`);
    expect(said).toContain('sh aws/create-role.sh <bucket> <region>');
    const again = await project.run('clew init --aws');
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('Dockerfile') });
    for (const name of names.filter((one) => one.endsWith('.sh')))
      execFileSync('sh', ['-n', project.path(`aws/${name}`)]);
  });

  it('build-and-push.sh builds an image with the Clew of the project, and pushes it', () => {
    const env = pretend(project, {
      docker: `[ "$1" = build ] && for last; do :; done && cp "$last/Dockerfile" "$last/clew.tgz" "${project.folder}/"; cat >/dev/null; true`,
      aws: `case "$*" in
        *get-caller-identity*) echo 123456789012 ;;
        *describe-repositories*) exit 254 ;;
        *get-login-password*) echo secret ;;
      esac`,
    });
    const { status, stdout, stderr } = sh(project, env, 'aws/build-and-push.sh', 'eu-central-1');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { version } = JSON.parse(readFileSync(join(project.program('clew'), '../../package.json'), 'utf8'));
    const image = `123456789012.dkr.ecr.eu-central-1.amazonaws.com/clew:${version}`;
    expect(stdout).toContain(`sagemaker: { image: '${image}', … }`);
    const calls = project.lines('calls');
    expect(calls).toContain('aws ecr create-repository --region eu-central-1 --repository-name clew');
    expect(calls.findIndex((call) => call.startsWith('docker login'))).toBeLessThan(
      calls.indexOf(`docker push ${image}`),
    );
    expect(calls.find((call) => call.startsWith('docker build'))).toContain(`--platform linux/amd64 --tag ${image}`);
    expect(calls.join('\n')).not.toContain('secret');
    // What the image starts is in what it installs.
    const packed = execFileSync('tar', ['tzf', project.path('clew.tgz')], { encoding: 'utf8' }).split('\n');
    const [, entry] = /"\/opt\/clew\/node_modules\/clew\/([^"]+)"\]/.exec(project.read('Dockerfile'))!;
    expect(packed).toContain(`package/${entry}`);
  });

  it('the image starts Node with flags that this Node accepts', () => {
    const [, list] = /^ENTRYPOINT (\[.*\])$/m.exec(project.read('aws/Dockerfile'))!;
    const [, ...args] = JSON.parse(list!) as string[];
    expect(execFileSync(ownNode, [...args.slice(0, -1), '-p', '1 + 1'], { encoding: 'utf8' })).toBe('2\n');
  });

  it('its scripts exit with 2 and say which arguments are missing', () => {
    const env = pretend(project, { aws: '', docker: 'exit 1' });
    expect(sh(project, env, 'aws/build-and-push.sh')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('say in which region'),
    });
    expect(sh(project, env, 'aws/create-role.sh')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('usage:'),
    });
  });

  it('create-role.sh makes a role, and prints a policy for users with the required rights only', () => {
    project.write({ calls: '' });
    const env = pretend(project, {
      aws: `case "$*" in
        *get-caller-identity*) echo 123456789012 ;;
        *get-role*) exit 254 ;;
      esac`,
    });
    const { status, stdout } = sh(project, env, 'aws/create-role.sh', 'acme-artifacts', 'eu-central-1');
    expect(status).toBe(0);
    expect(stdout).toContain("sagemaker: { role: 'arn:aws:iam::123456789012:role/clew-jobs', … }");
    const policy = JSON.parse(stdout.slice(stdout.indexOf('{\n'))) as {
      Statement: { Action: string | string[]; Resource: string | string[] }[];
    };
    const allowed = policy.Statement.flatMap(({ Action }) => Action);
    const resources = policy.Statement.flatMap(({ Resource }) => Resource);
    expect(resources).toContain('arn:aws:s3:::acme-artifacts/*');
    expect(resources).toContain('arn:aws:sagemaker:eu-central-1:123456789012:processing-job/clew-*');
    expect(resources.join()).not.toMatch(/BUCKET|REGION|ACCOUNT|ROLE/);
    // All that is ever asked of SageMaker and of the logs is allowed, and nothing beside it.
    const asked = [...service.matchAll(/new sdk\.(\w+)Command\(/g)].map(([, name]) => name!);
    const wanted = asked.map((name) => `${/Log/.test(name) ? 'logs' : 'sagemaker'}:${name}`);
    const granted = allowed.filter((name) => /^(?:sagemaker|logs):/.test(name));
    expect(new Set(granted)).toEqual(new Set([...wanted, 'sagemaker:AddTags']));
    expect(project.read('calls')).toContain('aws iam put-role-policy --role-name clew-jobs --policy-name clew');
  });
});
