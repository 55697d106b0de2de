/**
 * Names that authors of tasks and workflows import.
 * @module
 */
import 'reflect-metadata';

export { From, FromEach, FromIf, Param, Task, Workflow, defineComponentKind } from './authoring/index.ts';
export type {
  Artifact,
  CacheOptions,
  CheckedResult,
  CheckedRun,
  CodecName,
  Codecs,
  ComponentKind,
  ComponentKindOptions,
  EachOptions,
  FieldTypes,
  HandlerOptions,
  InputOptions,
  KindChecks,
  KindUse,
  RunLocation,
  Output,
  ParamOptions,
  ParamsOf,
  RetryOptions,
  TaskOptions,
  WorkflowOptions,
} from './authoring/index.ts';
export type { Explanation } from './inspect/explain/explanation.ts';
export type { RunExplanation } from './inspect/explain/explain-run.ts';
export type { ComponentHistory } from './inspect/history.ts';
export type { TraceDocument } from './inspect/load-trace.ts';
export { openRecord } from './inspect/open-reader.ts';
export type { OpenRecordOptions } from './inspect/open-reader.ts';
export type { PageOptions } from './inspect/page.ts';
export type { ComponentsDocument, RecordReader, RunRecord, RunsDocument } from './inspect/record-reader.ts';
export type { WhyDocument } from './inspect/why.ts';
export { defineConfig } from './config/settings-table.ts';
export type { Settings } from './config/settings-table.ts';
export { ClewError, TaskError, UserError } from './errors.ts';
export { run } from './project/api.ts';
export type { RunListeners, RunOptions } from './project/api.ts';
export type { RunDocument, RunNode } from './project/result.ts';
export { RunFailed } from './project/errors.ts';
export { TaskContext } from './runtime/context.ts';
export type { TaskLogger } from './runtime/context.ts';
export type { Component, ComponentRequest, Lineage, LineageOptions, LineageQueue } from './register/api.ts';
export { lineage } from './register/lineage.ts';
export { Register } from './register/register.ts';
export type { RegisterMethodOptions } from './register/register.ts';
export type { LineageSources } from './register/sources.ts';
export type { RegisterOptions } from './register/register-options.ts';
export { RunOutcome } from './runtime/run-outcome.ts';
export type { OutcomeFailure } from './runtime/run-outcome.ts';
export {
  ClassifierEvaluation,
  ClusteringEvaluation,
  ForecasterEvaluation,
  RankerEvaluation,
  RegressorEvaluation,
} from './families/model-evaluation.ts';
export type { EvaluationOptions } from './families/model-evaluation.ts';
export type { Evaluation } from './families/evaluation.ts';
export type { ModelFamily } from './families/model-families.ts';
export { PermanentError } from './runtime/permanent-error.ts';
export type { Codec, EncodedBytes, ArtifactBytes, ReadOptions } from './storage/codecs/codec.ts';
export { defineCodec } from './storage/codecs/define.ts';
export type { ObjectMetadata } from './storage/object-metadata.ts';
export type { ByteRange, StorageDriver, UnfinishedWrite } from './storage/driver.ts';
export { BytesMissing } from './storage/errors.ts';
export { FileArtifact, FolderArtifact } from './storage/files/artifact.ts';
export type { FolderFile } from './storage/files/artifact.ts';
export { file, folder } from './storage/files/local-file.ts';
export { StorageLayer } from './storage/layer.ts';
export type { PresignOptions, StoreOptions } from './storage/layer.ts';
export { Storage } from './storage/storage-decorator.ts';
export { Table } from './values/table/table.ts';
