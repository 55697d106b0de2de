import { UserError } from '../errors.ts';
import type { Edge, Handling, PlanNode } from '../plan/node.ts';
import type { Plan } from '../plan/plan.ts';
import type { Artifacts } from '../storage/artifacts.ts';
import type { JobInput } from '../runtime/job.ts';
import { ArtifactDamaged } from '../storage/errors.ts';
import { Graph } from './graph.ts';
import { expandNode } from './expand-node.ts';
import { type Found, type Hit, type Lookup, serves } from './cache-lookup.ts';
import type { RunPolicy } from './run-options.ts';
import { isForced, whyCached, whyHandles, whyNot, whyUnasked } from './reasons.ts';
import { jobInput } from './job-input.ts';
import type { NodeState } from './node-state.ts';
import type { Reason } from './why/reason.ts';
import type { ReasonFinder, ReasonFinderParts } from './why/reason-finder.ts';
import { wordsOf } from './why/reason-text.ts';

/** The plan for one node: what a run would do with it, and why. */
export interface PlannedNode {
  readonly node: PlanNode;
  /** `on-failure` is what only runs if its workflow fails. */
  readonly action: 'run' | 'cached' | 'on-failure';
  readonly reason: string;
  readonly because: Reason;
  /** Inputs whose nodes are not known before their data is there. */
  readonly grows: readonly string[];
  readonly known: Known;
}

/**
 * All that can be known of a node without running anything: its identity and what is there, or what has to be made
 * first.
 */
export type Known =
  | { readonly identity: string; readonly found: Found | undefined }
  /** The label of a node, or the inputs' fields where that isn't known either. */
  | { readonly identity: null; readonly awaits: string };

export interface DryRunParts {
  readonly plan: Plan;
  readonly lookup: Lookup;
  /** Made here, because it asks who made what a node gives. */
  readonly reasonFinder: (madeBy: ReasonFinderParts['madeBy']) => ReasonFinder;
  readonly artifacts: Artifacts;
  readonly policy: RunPolicy;
  /**
   * Hears of each node that would be found again, provided that nodes which run again because their results don't last
   * give what they gave last. Without it, nothing of the inputs is kept.
   */
  readonly cached?: ((node: CachedNode) => void) | undefined;
}

/** A node that would be found again, with what it would be found by. */
export interface CachedNode {
  readonly node: PlanNode;
  /**
   * All that it would be executed with; instead, the label of a node that has to run first, as it counts for nothing
   * here.
   */
  readonly inputs: readonly JobInput[] | string;
  readonly identity: string;
  readonly hit: Hit;
}

/** Walks a plan as a run would, by the same lookup, and starts nothing. */
export async function dryRun({
  plan,
  lookup,
  reasonFinder: createReasonFinder,
  artifacts,
  policy,
  cached,
}: DryRunParts): Promise<PlannedNode[]> {
  const ready: NodeState[] = [];
  const expandable: NodeState[] = [];
  const graph = new Graph({
    ready: (state) => ready.push(state),
    expandable: (state) => expandable.push(state),
    hopeless: ({ node }, { owner }) => lose(graph.stateOf(owner), { kind: 'input-fails', node: node.label }),
  });
  const statesOf = (edges: readonly Edge[]): NodeState[] =>
    edges.flatMap((edge) => edge.nodes ?? []).map(graph.stateOf);

  const reasonFinder = createReasonFinder((node) => graph.madeBy(node));

  const known = new Map<PlanNode, Known>();
  const unmadeOf = ({ edges }: PlanNode): PlanNode | undefined => {
    const asked = statesOf(edges.filter(({ note }) => note.significant));
    return asked.find(({ source, failure }) => source === null && !failure)?.node;
  };
  const identify = async (node: PlanNode): Promise<Identified> => {
    const inputs = node.edges.filter(({ note }) => note.significant).map((edge) => jobInput(edge, graph));
    const identity = await lookup.identity(node, inputs);
    const found = await lookup.find(identity);
    known.set(node, { identity, found });
    return { inputs, identity, found };
  };

  const allInputs = ({ edges }: PlanNode): CachedNode['inputs'] => {
    const missing = edges.find(({ nodes }) => !nodes);
    const unmade = statesOf(edges).find(({ source, failure }) => source === null && !failure);
    if (missing || unmade) return unmade?.node.label ?? missing!.note.field;
    return edges.map((edge) => jobInput(edge, graph));
  };

  const decideByRecord = async (state: NodeState): Promise<Reason> => {
    const { node } = state;
    const unmade = unmadeOf(node);
    if (unmade) return reasonFinder.whyAwaits(node, unmade);
    const { inputs, identity, found } = await identify(node);
    if (!serves(found, node)) return whyNot(found, node) ?? reasonFinder.whyMissed({ node, inputs, identity });
    state.status = 'cached';
    state.source = found.source;
    state.componentRun = found.componentRun;
    cached?.({ node, inputs: allInputs(node), identity, hit: found });
    return whyCached(found);
  };

  /** Lets a node that only runs because its result doesn't last stand for the one that it gave last. */
  const assumeLatest = async (state: NodeState): Promise<void> => {
    const { node, because } = state;
    if (because?.kind !== 'expired' && (because?.kind !== 'cache-off' || unmadeOf(node))) return;
    const { found } = await identify(node);
    if (!found?.source) return;
    state.source = found.source;
    state.componentRun = found.componentRun;
  };

  const lose = (state: NodeState, because: Reason): void => {
    if (state.status !== undefined) return;
    state.status = 'failed';
    state.failure = state;
    state.because = because;
    state.reason = wordsOf(because);
    graph.settle(state);
  };

  const expand = async (state: NodeState): Promise<void> => {
    try {
      const isMade = (field: string): boolean =>
        statesOf(state.node.edges.filter(({ note }) => note.field === field)).every(isOver);
      await expandNode(state, { plan, graph, artifacts, made: lookup.made, isMade, add: (nodes) => graph.add(nodes) });
    } catch (error) {
      // A run would have it made again first; here nothing is made.
      if (error instanceof ArtifactDamaged) return;
      // A mistake that nothing puts up with is the answer to the whole question.
      if (!graph.isLenient || !(error instanceof UserError)) throw error;
      lose(state, { kind: 'mapping-fails', message: error.message });
    }
  };

  const decide = async (state: NodeState): Promise<void> => {
    const { node } = state;
    state.forced = isForced(node, policy, graph);
    state.status = 'ran';
    state.because = whyUnasked(node, state.forced, policy) ?? (await decideByRecord(state));
    if (cached && state.status === 'ran') await assumeLatest(state);
    state.reason = node.handling ? whenHandles(node.handling) : wordsOf(state.because, node.task);
    graph.settle(state);
    // Whoever asks what it will be called asks also where it runs whatever the record has.
    if (node !== plan.target || known.has(node)) return;
    const unmade = unmadeOf(node);
    if (unmade) known.set(node, { identity: null, awaits: unmade.label });
    else await identify(node);
  };

  const walk = async (): Promise<void> => {
    for (;;) {
      const batch = ready.splice(0, 512);
      if (batch.length > 0) {
        await Promise.all(batch.map(decide));
        continue;
      }
      const state = expandable.shift();
      if (!state) break;
      await expand(state);
    }
  };
  graph.add(plan.nodes);
  await walk();
  // What a handler asks for may be a workflow with handlers.
  const seen = new Set(plan.nodes);
  for (const node of seen) {
    if (node.model.note.finally.length === 0) continue;
    graph.add(plan.handle(node, 'finally').added);
    await walk();
    for (const one of plan.nodes) seen.add(one);
  }
  return [
    ...graph.states.map((state) => planned(state, known.get(state.node))),
    ...graph.states.flatMap(({ node }) => perhaps(plan, node)),
  ];
}

interface Identified {
  readonly inputs: readonly JobInput[];
  readonly identity: string;
  readonly found: Found | undefined;
}

/** There is something to read, or it is done without. */
const isOver = ({ source, failure }: NodeState): boolean => source !== null || failure !== undefined;

/** Gives the nodes that run only if a workflow fails, without what they ask for themselves. */
function perhaps(plan: Plan, workflow: PlanNode): PlannedNode[] {
  if (workflow.model.note.onFailure.length === 0) return [];
  return plan.handle(workflow, 'onFailure').handlers.map((node): PlannedNode => {
    const because = whyHandles(node.handling!);
    const never: Known = { identity: null, awaits: workflow.label };
    return { node, action: 'on-failure', reason: whenHandles(node.handling!), because, grows: [], known: never };
  });
}

const whenHandles = ({ field, workflow: { label } }: Handling): string =>
  field === 'finally' ? `when ${label} is over` : `if ${label} fails`;

function planned({ node, status, reason, because }: NodeState, identified: Known | undefined): PlannedNode {
  const waiting = node.edges.filter(({ nodes }) => !nodes);
  const grows = waiting.map(({ note }) => note.field);
  const known = identified ?? { identity: null, awaits: waiting[0]?.waitsFor ?? grows.join(', ') };
  if (status !== undefined && because) {
    return { node, action: status === 'cached' ? 'cached' : 'run', reason, because, grows, known };
  }
  const unknown: Reason = { kind: 'input-unknown', fields: grows, waitsFor: waiting[0]?.waitsFor ?? null };
  return { node, action: 'run', reason: wordsOf(unknown), because: unknown, grows, known };
}
