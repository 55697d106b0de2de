import path from 'node:path';
import * as authoring from '../../src/authoring/errors.ts';
import { circularImport, usedTooEarly } from '../../src/cli/circular-import.ts';
import { notForScreens } from '../../src/cli/commands/artifacts/cat.ts';
import { noArtifact, notKept } from '../../src/cli/commands/artifacts/find-artifact.ts';
import { fileThere, folderThere } from '../../src/cli/commands/artifacts/get.ts';
import { notAlike } from '../../src/cli/commands/diff.ts';
import * as commands from '../../src/cli/commands/errors.ts';
import { unknownComponent } from '../../src/inspect/history.ts';
import { ambiguousCode, unknownCode, whichCode } from '../../src/cli/commands/impact.ts';
import { alreadyThere } from '../../src/cli/commands/init.ts';
import { missingSecrets } from '../../src/cli/commands/recorded-arguments.ts';
import { noSuchLine, sourceNotKept } from '../../src/cli/commands/list.ts';
import { noJob } from '../../src/cli/commands/logs.ts';
import { notAFile } from '../../src/cli/commands/open.ts';
import { badFault, commandNotStarted } from '../../src/cli/commands/sandbox/serve.ts';
import { unknownNode, whichNode } from '../../src/inspect/why.ts';
import { fromOutside, noSuchValue, noValues } from '../../src/inspect/component-run-values.ts';
import * as cli from '../../src/cli/errors.ts';
import { badFlag } from '../../src/cli/flags.ts';
import { unknownCommand } from '../../src/cli/main.ts';
import { ambiguousName, unknownName } from '../../src/inspect/match-prefix.ts';
import { badParam, missingParams, reservedParam } from '../../src/cli/params.ts';
import { UnknownId, ambiguousId, wrongKindOfId } from '../../src/inspect/resolve-id.ts';
import { noTasks, severalTargets, unknownTarget, whichTarget } from '../../src/cli/target.ts';
import * as config from '../../src/config/errors.ts';
import type { ClewError } from '../../src/errors.ts';
import { OutputFailed } from '../../src/executors/process-output.ts';
import * as sagemaker from '../../src/executors/sagemaker/errors.ts';
import * as sagemakerRequest from '../../src/executors/sagemaker/explain-error.ts';
import * as workers from '../../src/executors/workers/errors.ts';
import * as families from '../../src/families/errors.ts';
import { unknownFamily } from '../../src/families/model-families.ts';
import type { JobError } from '../../src/lineage/entries.ts';
import * as lineage from '../../src/lineage/errors.ts';
import type { ComponentRunDetails, ListedArtifact, ResumableRun, RunSummary } from '../../src/lineage/query-results.ts';
import * as modules from '../../src/modules/errors.ts';
import * as plan from '../../src/plan/errors.ts';
import { noDocument } from '../../src/project/container/container-place.ts';
import * as project from '../../src/project/errors.ts';
import { unknownForcedTask } from '../../src/project/execute-run.ts';
import { codeNotKept } from '../../src/project/recorded-program.ts';
import { limitTooSmall, unknownLimit } from '../../src/project/prepare.ts';
import { unknownPlace } from '../../src/project/read-run-location.ts';
import * as projectSagemaker from '../../src/project/sagemaker/errors.ts';
import { badTimeout } from '../../src/project/time-limit.ts';
import * as register from '../../src/register/errors.ts';
import * as runtime from '../../src/runtime/errors.ts';
import { RunTimedOut } from '../../src/scheduler/errors.ts';
import type { RunReport } from '../../src/scheduler/report.ts';
import * as codecs from '../../src/storage/codecs/errors.ts';
import * as storage from '../../src/storage/errors.ts';
import * as storedFiles from '../../src/storage/files/errors.ts';
import type { ArtifactRef } from '../../src/storage/ref.ts';
import * as s3 from '../../src/storage/s3/errors.ts';
import { layerOutOfReach, memoryNotShared } from '../../src/storage/worker-memory-driver.ts';
import * as aws from '../../src/testing/aws/errors.ts';
import * as values from '../../src/values/errors.ts';

const node = 'Nightly.model';
const job = 'clew-06bq2v9kx7m2q-1';
const file = path.resolve('pipeline.ts');
const run = 'run-06bq2v9kx7m2q';
const componentRun = 'cr-06bq2v9kx7m3r';
const artifact = 'art-06bq2v9kx7m4s';
const past = {
  id: run,
  command: 'run-workflow pipeline.ts Nightly',
  process: { gitCommit: '0f3c2a917be45d10' },
} as ResumableRun;
const details = { componentRun, status: 'failed', process: { gitCommit: null } } as unknown as ComponentRunDetails;
const ref = {
  id: artifact,
  digest: 'sha256:00',
  name: 'weights.bin',
  key: 'Train/06bq2v9kx7m3r/weights.bin',
  codec: 'bytes',
  size: 5e9,
};
const codes = [
  { code: 'a41f09c2d7e8', runs: 12, lastAt: new Date(2026, 10, 1, 6).getTime() },
  { code: 'a4b75e310c66', runs: 1, lastAt: new Date(2026, 9, 28, 6).getTime() },
];
const recent = {
  id: run,
  target: 'Nightly',
  params: { day: '2026-11-01' },
  status: 'failed',
  startedAt: Date.now() - 3 * 3_600_000,
} as unknown as RunSummary;
const report = {
  run,
  status: 'failed',
  stopped: null,
  counts: { failed: 1 },
  blame: { node: { label: 'Train' }, status: 'failed', error: { message: 'out of range' } },
  target: { node: { label: 'Nightly' } },
} as unknown as RunReport;

/** Fails as the system does. */
const refusal = (code: string, message: string): NodeJS.ErrnoException => Object.assign(new Error(message), { code });
const cause = new Error('as the message says');
const denied = refusal('EACCES', "EACCES: permission denied, open 'out/report.html'");

/** Errors of every code, by rooms from bottom to top, with what users might have made them of. */
export const examples: readonly ClewError[] = [
  new values.NotEncodable('predict in the returned value', 'a function', 'Return what it gives, or leave it out.'),
  values.damagedText('Unexpected end of JSON input', cause),
  values.notDecodable('nothing here knows the tag "tensor"'),
  values.badColumn('a', 'row 1 has strings, and those before have numbers', 'A column holds values of one kind.'),
  values.badRow(1, 'it has no "b"', 'Give each row the same keys.'),
  values.unknownColumn('temprature', ['day', 'temperature']),

  families.noRows('truth'),
  families.unequalRows('predicted', 99, 100),
  families.notANumber('scores', 17, Number.NaN, 'a finite number'),
  families.unknownLabel('predicted', 17, 'idle', ['running', 'stopped']),
  families.noScores(),
  families.scoresOfOneClass(['broken', 'ok', 'worn']),
  unknownFamily('Nightly → Train', 'clasifier', ['classifier', 'regressor']),

  new modules.NotAModule('pipelin.ts', 'there is no such file', 'Did you mean pipeline.ts?'),
  modules.badSyntax('pipeline.ts:4:9', 'Expected `;` but found `Identifier`', undefined, undefined),
  new modules.LoadFailed('pipeline.ts', 'DATA_DIR is not set', 'pipeline.ts:3', cause),
  modules.exportMissing(
    'pipeline.ts:1',
    "The requested module './train.ts' does not provide an export named 'Trian'",
    "  1 │ import { Trian } from './train.ts';",
    cause,
  ),
  new modules.ImportUnresolved('./trian.ts', 'pipeline.ts', ' Did you mean ./train.ts?', 'Correct the path.', cause),
  modules.neverLoaded('pipeline.ts'),
  modules.badTsconfig('pipeline.ts', 'Unexpected token in tsconfig.json', cause),
  modules.bundlerMissing(['simple-statistics'], cause),
  modules.notBundled(['sharp'], 'Could not load sharp-linux-x64.node', cause),
  modules.codeTooLarge(412_000_000, 100_000_000, [['data/images.ts', 399_000_000]]),
  modules.outsideMissing([{ name: 'sharp', version: '0.35.5', why: 'it has native code' }]),
  modules.packageUnreadable('s3://models/code/06bq2v9kx7m2q', cause),

  authoring.badOption('@Task of Train', 'retries is -1', 'Give a whole number, 0 or more.'),
  authoring.unknownOption('@Task of Train', 'retrys', ['retries', 'timeout']),
  authoring.misplacedDecorator('Param', 'Train.epochs', 'static, so it belongs to no run'),
  authoring.decoratedTwice('Train.epochs', 'Param', 'From'),
  authoring.taskNotThere('From', 'Train.readings'),
  authoring.notATask('LoadReadings, which Train.readings asks for,', 'has no method run()', 'Ask for a class that is marked @Task().'), // prettier-ignore
  authoring.decoratorSettings('The type of Train.epochs', 'the compiler left no metadata about it'),

  new storage.BytesMissing('storage/Train/06bq2v9kx7m3r/weights.bin'),
  new storage.ArtifactDamaged(ref as ArtifactRef, 'storage/Train/06bq2v9kx7m3r/weights.bin', 'gone'),
  storage.storageFailed('write', 'storage/Train/06bq2v9kx7m3r/weights.bin', refusal('ENOSPC', 'no space')),
  new storage.FileChanged('out/model.bin'),
  storage.unknownLayer('s4', 'Train', ['local', 's3']),
  storage.badArtifactName('../weights.bin', 'it leads out of its folder'),
  storage.notStoredHere('weight.bin', '', ' Did you mean weights.bin?'),
  storage.noArtifact(42),
  storage.notYourArtifact('weights.bin'),
  storage.artifactHeld('weights.bin', 'model.json'),
  storage.artifactRemoved('weights.bin'),
  storage.cantPresign('weights.bin', 'the layer "local", which is a folder', 'Keep it in a bucket.'),
  storage.bytesLost('weights.bin', 'my-layer://weights.bin', 4096, undefined),
  storage.tooLargeToRead(ref),
  storage.arrowMissing(cause),
  storage.columnsEmpty(),
  memoryNotShared('Train/06bq2v9kx7m3r/weights.bin'),
  layerOutOfReach('Train/06bq2v9kx7m3r/weights.bin', 'folder'),
  new codecs.UnknownCodec({ ...ref, codec: 'points from codecs.ts' }),
  codecs.unknownCodecAsked('parket', 'Train', ['json', 'parquet']),
  codecs.wrongForCodec('the returned value of Train', 'parquet'),
  codecs.badCodec('points', 'it has no decode()'),
  codecs.codecTaken('json', 'codecs.ts', 'json'),
  new codecs.CodecFailed('points', 'codecs.ts', 'write it', new Error('z is missing')),
  codecs.noBytes('weights.bin', 'text'),
  codecs.unreadableStream('weights.bin', 'it was read before', 'Read it once: here, or in the task.'),
  codecs.noColumns('report', 'json'),
  codecs.noItems('report', 'json'),
  storedFiles.notAPath('file', 42),
  storedFiles.fileMissing('file', 'out/model.bin'),
  storedFiles.wrongKindOfFile('out', 'a folder', 'Use folder() for it.'),
  storedFiles.badLink('out/latest', 'it leads nowhere'),
  storedFiles.fileChanged('out/model.bin'),
  storedFiles.fileUnreadable('out/model.bin', denied),
  storedFiles.notInFolder('images', 'cat.pgn', ' Did you mean cat.png?'),
  storedFiles.badFolderList('images', 'it is no list'),
  storedFiles.badDigest('../etc'),
  storedFiles.namesMeet('images', 'Cat.png'),
  s3.sdkMissing(['@aws-sdk/client-s3']),
  s3.bucketMissing('models', 'at Amazon S3', cause),
  s3.accessDenied('write', 's3://models/weights.bin', cause),
  s3.wrongRegion('models', 'us-east-1', 'eu-central-1', cause),
  s3.regionUnknown('models', cause),
  s3.noCredentials('models', 'could not load credentials from any providers', cause),
  s3.credentialsExpired('models', cause),
  s3.credentialsRefused('models', "it doesn't know the access key", cause),
  s3.clockWrong('models', cause),
  s3.unreachable('s3://models/weights.bin', 'Amazon S3', 'ENOTFOUND', cause),
  s3.uploadDamaged('s3://models/weights.bin', 'yZRlqg==', 'AAAAAA=='),
  s3.badExpiry(0),
  s3.keyTooLong(`models/${'very-long-name/'.repeat(70)}weights.bin`, 1068),
  new s3.KeyTaken('s3://models/weights.bin'),

  new lineage.RecordUnavailable('.clew/record.db', 'another process has locked it', 'Look for a stuck process.'),
  lineage.notARecord('.clew/record.db', 'it is a file of another kind'),
  new lineage.RecordMissing('.clew/record.db'),
  lineage.recordTooNew('.clew/record.db', 31, 29),
  lineage.recordNotMigrated('postgres://db.example.com/clew', 28, 29),
  lineage.recordAddressInvalid(),
  lineage.recordRefused('.clew/record.db', 'UNIQUE constraint failed: artifact.id', cause),
  lineage.nameTooLong('output id', 'report of every machine in every hall of the plant', 2210, 1024),
  lineage.recordClosed('.clew/record.db'),
  lineage.unknownId('run', 'run-06bq2', ['run-06bq3']),

  plan.notATask('class Readings', 'Train.readings'),
  plan.duplicateTaskName('Train', ['train.ts:3', 'old/train.ts:3']),
  plan.missingParam('Nightly.model', 'day'),
  plan.unknownParam('Nightly.model', 'epoch', ['epochs', 'day']),
  plan.wrongParam('Nightly.model', 'epochs', 'wants a number and got "many"'),
  plan.kindMissing('Nightly', ['model'], ['data source']),
  plan.cyclicInputs(['Train', 'Evaluate', 'Train']),
  plan.tooManyNodes(1_000_000, 'Nightly.scores'),
  plan.tooDeep(10_000, 'Nightly.before'),
  new plan.MappingFailed('Nightly.scores', 'must give a list of parameters, one object for each node'),
  plan.constructorFailed('Train', new Error('fetch failed')),

  runtime.evaluatedTwice('holdout'),
  runtime.timedOut(node, 1_800_000),
  runtime.neverSettles(node),
  runtime.checkFailed('The model Train has no weights.', 'model', 'after'),
  runtime.badScratchName('../images'),
  runtime.secretInOutputId('report-•••'),
  runtime.notInjectable('Nightly.model', 0, 'Tracker was imported as a type', 'Import it without `type`.'),
  runtime.notALayer('Argument 1 of the constructor of Train', 'String'),

  new RunTimedOut(7_200_000),

  sagemaker.sdkMissing(['@aws-sdk/client-sagemaker']),
  sagemaker.containerFailed(node, job, 'it ended with exit code 1'),
  sagemaker.outOfMemory(node, job, 'ml.m5.large'),
  sagemaker.spotInterrupted(node, job),
  sagemaker.noInstance(node, 'ml.p4d.24xlarge', 3_600_000, 'there is no capacity'),
  sagemaker.jobOverran(node, job, 86_400),
  sagemaker.stoppedElsewhere(node, job),
  sagemaker.jobRefused(node, job, 'the image does not exist'),
  sagemaker.serviceFailed(node, job, 'InternalServerError'),
  sagemaker.resultMissing(node, job, 's3://models/jobs/06bq2v9kx7m2q'),
  sagemaker.stillRunning(node, job, 120_000),
  sagemaker.jobVanished(job),
  sagemaker.documentUnreadable('s3://models/jobs/06bq2v9kx7m2q/result.json', 'it is no JSON'),
  sagemaker.resultRefused('s3://models/jobs/06bq2v9kx7m2q/result.json', 'another job', job),
  sagemaker.imageVersionDiffers('0.1.0', '0.2.0'),
  sagemaker.secretsStay(node, ['apiToken']),
  sagemaker.jobStopped(),
  sagemakerRequest.accessDenied('CreateTrainingJob', 'no identity-based policy allows it', cause),
  sagemakerRequest.credentialsMissing('the token has expired', cause),
  sagemakerRequest.regionMissing(cause),
  sagemakerRequest.unreachable('CreateTrainingJob', 'ENOTFOUND', cause),
  sagemakerRequest.requestRefused('CreateTrainingJob', 'the role is no ARN', cause),
  workers.calledExit(node, 'process', 1),
  workers.workerKilled(node, 'SIGKILL'),
  workers.outOfMemory(node, 'process', 4096),
  workers.blockedPastTimeout(node, 'thread', 1_800_000),
  workers.ignoredAbort(node, 'thread', 5000),
  workers.strayInWorker(node, { message: 'socket hang up', stack: null } as JobError),
  workers.workerNotStarted(node, 'process', 'spawn EAGAIN'),
  new OutputFailed('Standard output', refusal('ENOSPC', 'ENOSPC: no space left on device, write')),

  config.unknownSetting('storage.defaullt', 'defaullt', ['default', 'layers'], 'clew.config.ts'),
  config.wrongSetting('concurrency', 'a whole number above 0', '0', 'clew.config.ts'),
  config.noSettings('clew.config.ts', ['settings']),
  config.unknownProfile('prdo', ['local', 'prod'], '--profile'),
  config.unknownLayer('s4', ['local', 's3']),
  config.workflowFileMissing('pipelines/nightly.ts', '/home/ada/downtime'),

  new project.RunFailed(report),
  new project.RunFailed({ ...report, status: 'cancelled', blame: null }),
  project.badListeners('nodeFinishd', ['nodeStarted', 'nodeFinished']),
  new project.StrayException(new Error('socket hang up')),
  new project.NotInItsModule('Train', file),
  project.layerNotShared(node, 'it writes to', 'scratch'),
  project.runInWorker('Nightly'),
  project.runInAudit('Other'),
  unknownForcedTask('Trian', ['LoadReadings', 'Train']),
  codeNotKept(past, 'nothing of it ran, and an older Clew kept no other code'),
  unknownLimit(node, { name: 'gpus', units: 2 }, ['gpu'], 'local'),
  limitTooSmall(node, { name: 'gpu', units: 2 }, 1, 'local'),
  unknownPlace('on', 'lambda'),
  badTimeout('--timeout', 'soon'),
  noDocument('/opt/ml'),
  projectSagemaker.sageMakerUnset(['role', 'image'], 'prod'),
  projectSagemaker.mailboxLayer('local', 'is a folder of this machine', false),
  projectSagemaker.mailboxElsewhere('s3', 'http://localhost:9000'),
  projectSagemaker.bucketElsewhere('models', 's3', 'eu-central-1', 'us-east-1'),
  projectSagemaker.layerHereOnly(node, 'it writes to', 'local', 'is a folder of this machine'),
  projectSagemaker.secretParameters(node, ['apiToken']),
  projectSagemaker.notSendable(node, 'Tracker'),
  projectSagemaker.unknownInstance('Train', 'ml.m5.larg', 'training', ['ml.m5.large']),
  projectSagemaker.variableMissing(['API_URL']),
  projectSagemaker.inputHereOnly(node, 'readings', 'local'),

  register.nothingRuns('lineage.log()'),
  register.badOutputId(''),
  register.notRegisterable('serve', 'it is a string', 'Give a function.'),

  aws.portTaken(9000, cause),
  aws.wrongSandbox('No bucket can be called "Models".', "Take 3 to 63 of a-z, 0-9, '-' and '.'."),

  cli.endedEarly('nothing was left to do'),
  cli.stillRunning(['Train', 'Evaluate'], 5000),
  cli.systemRefused(denied),
  cli.noFurtherFrame('up', 4),
  cli.noSuchFrame('9', 5),
  cli.whichOutputId(componentRun, [], 'flag'),
  cli.debuggerUsage('up takes a number of frames, and got "two".', 'up'),
  circularImport('train.ts:8', 'Readings', ['train.ts', 'readings.ts', 'train.ts'], cause),
  usedTooEarly('pipeline.ts:8', 'Readings', cause),
  badFlag('--limit wants a whole number and got "all".', 'clew runs'),
  unknownCommand('trase'),
  ambiguousName('d', ['down', 'diff']),
  unknownName('frmae', ['frame', 'flag'], { one: 'command', next: 'help lists what there is.' }),
  reservedParam('Train', 'profile'),
  badParam('--pin', 'wants a number and got something else', 'run-workflow pipeline.ts Train'),
  missingParams('Nightly', ['--day'], 'run-workflow pipeline.ts Nightly'),
  new UnknownId('out-7f3k', ['out-7f3k2']),
  ambiguousId('out-7f', ['out-7f3k2', 'out-7f9m4']),
  wrongKindOfId(run, 'run', ['output id', 'artifact']),
  noTasks(file),
  unknownTarget('Nightli', 'pipeline.ts', ['Nightly', 'Train']),
  whichTarget('pipeline.ts', ['Nightly', 'Weekly']),
  severalTargets('Train', ['train.ts', 'old/train.ts']),
  noValues(details),
  noSuchValue('models', 2),
  fromOutside(artifact),
  folderThere('out/copy/images'),
  fileThere('weights.bin'),
  notForScreens(artifact, 'parquet'),
  noArtifact('weights.bin', ''),
  notKept({ id: artifact, name: 'rows', key: null, layer: 'value' } as unknown as ListedArtifact),
  notAlike({ kind: 'run', id: run } as never, { kind: 'component run', id: componentRun } as never),
  unknownComponent('Trian', ['Train']),
  whichCode('Train', codes),
  unknownCode('Train', 'b', codes),
  ambiguousCode('Train', 'a4', codes),
  alreadyThere(['clew.config.ts', 'package.json']),
  missingSecrets(run, ['CLEW_PARAM_API_TOKEN'], `npx clew rerun ${run}`),
  sourceNotKept(details),
  noSuchLine('lib/help.ts', 7, 1),
  noJob(componentRun, 'in the process of its run'),
  notAFile('epochs', 'it is a parameter.', componentRun, 'epochs'),
  commandNotStarted('no-such-program', new Error('spawn no-such-program ENOENT')),
  badFault('thorttle=5%', 'there is no fault thorttle. Did you mean throttle?'),
  unknownNode('Train(3)', `in ${run}`, ['Train(1)', 'Train(2)'], 'It has: Train(1), Train(2).'),
  whichNode('Part', run, ['Part(n=1)', 'Part(n=2)', 'Part(n=3)']),
  commands.whichRun('clew rerun', [recent]),
  commands.notRepeatable(past),
  commands.nothingToResume(),
  commands.notResumable(run, 'it has succeeded', 'clew runs lists the others.'),
  commands.nothingToAudit(),
  commands.notAuditable(past),
];
