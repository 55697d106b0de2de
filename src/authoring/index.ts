export { From } from './from.ts';
export { FromEach } from './from-each.ts';
export { FromIf } from './from-if.ts';
export { Param } from './param.ts';
export { Task, Workflow } from './task.ts';
export type { Artifact } from './artifact.ts';
export type { TaskOptions } from './options.ts';
export type { ParamOptions } from './param.ts';
export type { Output, ParamsOf } from './types.ts';
