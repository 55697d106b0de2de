import type { Lineage } from './api.ts';
import { defaultLineage } from './lineage-api.ts';

/**
 * The record of the project, for any code: components, functions that are registered, and ids of what they hand out.
 *
 * @example
 * ```ts
 * const answer = lineage.register('answer', {}, (question: string) => ({ text: model(question), id: lineage.log() }));
 * ```
 */
export const lineage: Lineage = defaultLineage;
