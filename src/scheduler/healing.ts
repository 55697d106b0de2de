import type { NodeStatus } from '../lineage/entries.ts';
import type { PlanNode } from '../plan/node.ts';
import type { Graph } from './graph.ts';
import { NodeState } from './node-state.ts';
import type { RunParts } from './run-options.ts';

/** A run in which things are made again. */
export interface HealedRun {
  /** Ends all healing. */
  readonly stopped: AbortSignal;
  /** Counts nodes that the run must not end before. */
  count(nodes: number, isLast: boolean): void;
}

/**
 * Bytes that turn out to be damaged when somebody reads them are made again by the node that gave them, in the same
 * run: once for each node, so that a disk that damages all it gets doesn't keep a run going. What the maker needs
 * itself may be made again on the way. Of a long list, who was let go is not here to do it: the next run does.
 *
 * Those who wait for the maker have counted it as done. So a second state stands in for it while it runs, and what
 * comes of it goes over to the first one when it went well. It is under way like any other task, also where the one
 * that fell over it is skipped meanwhile, because something else failed.
 */
export class Healing {
  readonly #parts: Pick<RunParts, 'record' | 'events'>;
  readonly #graph: Graph;
  readonly #lifecycle: HealedRun;
  readonly #decide: (state: NodeState) => void;
  /** By the state that is healed. */
  readonly #healed = new Map<NodeState, Again>();
  /** From the one that stands in to the one that is healed. */
  readonly #standIns = new Map<NodeState, NodeState>();

  /** `decide` looks a node up, and runs it if nothing serves: with what is damaged marked, only what is whole does. */
  constructor(
    parts: Pick<RunParts, 'record' | 'events'>,
    graph: Graph,
    lifecycle: HealedRun,
    decide: (state: NodeState) => void,
  ) {
    this.#parts = parts;
    this.#graph = graph;
    this.#lifecycle = lifecycle;
    this.#decide = decide;
  }

  /** Marks what is damaged. Gives whether the node that fell over it may try again, with a whole one. */
  async heal(reader: NodeState, artifact: string | null): Promise<boolean> {
    if (artifact === null) return false;
    const { stopped } = this.#lifecycle;
    const makers = reader.node.edges.flatMap(({ nodes }) => nodes ?? []).map(this.#graph.stateOf);
    const maker = makers.find((state) => gives(state, artifact) || this.#gave(state, artifact));
    const known = maker && this.#healed.get(maker);
    // Begun before the damage is marked: meanwhile the reader may be skipped, with nothing else left to do.
    const again = known ?? (maker && !stopped.aborted ? this.#begin(maker, reader.node) : undefined);
    // Whoever came first has marked it. By now what was made again may lie under the same key, and that is whole.
    if (!known || !gives(known, artifact)) await this.#parts.record.markDamaged(artifact);
    if (!known && again) this.#decide(again.standIn);
    if (stopped.aborted || !again || !(await this.#isWhole(reader, maker!, artifact, again))) return false;
    Object.assign(reader, { error: null, attempts: 0 });
    return true;
  }

  /** Gives the node that makes again what `maker` gave, as long as it is under way. */
  standInOf(maker: NodeState): NodeState | undefined {
    const standIn = this.#healed.get(maker)?.standIn;
    return standIn?.status === undefined ? standIn : undefined;
  }

  /** True if anything is being made again right now. */
  get isUnderWay(): boolean {
    return this.#standIns.size > 0;
  }

  /** Waits until it is made again. */
  async #isWhole({ node }: NodeState, maker: NodeState, artifact: string, again: Again): Promise<boolean> {
    if (!(await again.healed.promise) || gives(maker, artifact)) return false;
    for (const edge of node.edges) this.#graph.wide(edge)?.remade(again.componentRun!, maker.componentRun!);
    return true;
  }

  /** Somebody else who fell over it was quicker. */
  #gave(maker: NodeState, artifact: string): boolean {
    const again = this.#healed.get(maker);
    return again !== undefined && gives(again, artifact);
  }

  #begin(maker: NodeState, reader: PlanNode): Again {
    const { source, componentRun } = maker;
    const standIn = new NodeState(maker.node);
    standIn.isLast = maker.isLast;
    const again = { source, componentRun, standIn, healed: Promise.withResolvers<boolean>() };
    this.#healed.set(maker, again);
    this.#standIns.set(standIn, maker);
    // The run doesn't end before the stand-in has.
    this.#lifecycle.count(1, standIn.isLast);
    this.#parts.events.emit('nodeHealing', { node: maker.node.label, for: reader.label });
    return again;
  }

  /** Whether it was a stand-in that has come to its end: nobody else is to hear of it. */
  took(state: NodeState, status: NodeStatus, reason: string): boolean {
    const maker = this.#standIns.get(state);
    if (!maker) return false;
    this.#standIns.delete(state);
    state.status = status;
    if (state.done) {
      const { source, componentRun, because } = state;
      Object.assign(maker, { source, componentRun });
      if (status === 'ran' || maker.status === 'cached') Object.assign(maker, { status, because, reason });
      maker.attempts += state.attempts;
      maker.ms += state.ms;
    }
    this.#parts.events.emit('nodeHealed', { node: maker.node.label, status, error: state.error });
    this.#healed.get(maker)!.healed.resolve(state.done);
    return true;
  }
}

/** A healing: what was given before, and whether making it again went well. */
interface Again extends Pick<NodeState, 'source' | 'componentRun'> {
  readonly standIn: NodeState;
  readonly healed: PromiseWithResolvers<boolean>;
}

const gives = ({ source }: Pick<NodeState, 'source'>, artifact: string): boolean =>
  source !== null && (source.output.id === artifact || source.stored.some(({ id }) => id === artifact));
