import { toleratedOf } from '../authoring/tolerance.ts';
import type { Edge, PlanNode } from '../plan/node.ts';
import { NodeState } from './state.ts';
import type { Lenience } from './tolerated.ts';

/**
 * Counts what every node still waits for. No scan, no poll: a node that is done touches its own edges only.
 * Says what is ready, and which nodes have data that their graph can grow from.
 */
export class Graph {
  readonly #states: NodeState[] = [];
  /** Nodes of an edge that aren't done; an edge that isn't here is not expanded yet. */
  readonly #open = new Map<Edge, number>();
  /** Edges of which some nodes may fail. */
  readonly #lenient = new Map<Edge, Lenience>();
  #hasGaps = false;
  readonly #unsettled: NodeState[] = [];
  #isSettling = false;
  readonly #onReady: (state: NodeState) => void;
  readonly #onGrowable: (state: NodeState) => void;
  readonly #onHopeless: (because: NodeState, edge: Edge, lenience: Lenience | undefined) => void;
  readonly #onTolerated: (edge: Edge, failed: readonly NodeState[]) => void;

  constructor(on: {
    ready: (state: NodeState) => void;
    growable: (state: NodeState) => void;
    /** The owner of the edge can't run any more. Told again for each further failure that the edge would have tolerated. */
    hopeless: (because: NodeState, edge: Edge, lenience: Lenience | undefined) => void;
    tolerated?: (edge: Edge, failed: readonly NodeState[]) => void;
  }) {
    this.#onReady = on.ready;
    this.#onGrowable = on.growable;
    this.#onHopeless = on.hopeless;
    this.#onTolerated = on.tolerated ?? (() => undefined);
  }

  get states(): readonly NodeState[] {
    return this.#states;
  }

  has(node: PlanNode): boolean {
    return this.#states[node.index] !== undefined;
  }

  readonly stateOf = (node: PlanNode): NodeState => this.#states[node.index]!;

  /** The component run that made, or found, what a node gives; undefined where it gave nothing. */
  madeBy(node: PlanNode): string | null | undefined {
    const { done, componentRun } = this.stateOf(node);
    return done ? componentRun : undefined;
  }

  /** Whether any edge here may do without some of its nodes. */
  get isLenient(): boolean {
    return this.#lenient.size > 0;
  }

  /** Whether any edge really does. */
  get hasGaps(): boolean {
    return this.#hasGaps;
  }

  /** Takes in new nodes; first all of them, because they may wait for each other. */
  add(nodes: readonly PlanNode[], isLast = false): void {
    const added = nodes.map((node) => {
      const state = new NodeState(node);
      this.#states[node.index] = state;
      state.openEdges = node.edges.length;
      state.isLast = isLast;
      return state;
    });
    for (const state of added) {
      if (state.openEdges === 0) this.#onReady(state);
      else for (const edge of state.node.edges) this.open(edge);
    }
  }

  /** Begins to count for an edge that has been expanded; one that waits for data stays out. */
  open(edge: Edge): void {
    if (!edge.nodes || this.#open.has(edge)) return;
    const { tolerate } = edge.note;
    if (tolerate) this.#lenient.set(edge, { failed: [], most: toleratedOf(tolerate, edge.nodes.length) });
    let open = 0;
    let failed: NodeState | undefined;
    for (const node of edge.nodes) {
      const state = this.stateOf(node);
      if (state.done || (state.status !== undefined && this.#tolerates(edge, state))) continue;
      if (state.status !== undefined) failed ??= state;
      open += 1;
    }
    this.#open.set(edge, open);
    if (failed) this.#onHopeless(failed, edge, this.#lenient.get(edge));
    else if (open === 0) this.#close(edge);
  }

  /** The fields whose values are there although an edge still waits for them. */
  growable(state: NodeState): string[] {
    return state.node.edges
      .filter(({ nodes, waitsFor }) => !nodes && this.#isClosed(state.node, waitsFor!))
      .map(({ waitsFor }) => waitsFor!);
  }

  /** A node has come to its end. What is skipped for it settles in turn, by a stack of our own: a chain may be as long as it likes. */
  settle(state: NodeState): void {
    this.#unsettled.push(state);
    if (this.#isSettling) return;
    this.#isSettling = true;
    for (let next = this.#unsettled.pop(); next; next = this.#unsettled.pop()) this.#settleOne(next);
    this.#isSettling = false;
  }

  /** Those who wait for it are counted down, or have no hope any more. */
  #settleOne(state: NodeState): void {
    for (const edge of state.node.dependents) {
      const open = this.#open.get(edge);
      if (open === undefined) continue;
      if (!state.done && !this.#tolerates(edge, state)) this.#onHopeless(state, edge, this.#lenient.get(edge));
      else {
        this.#open.set(edge, open - 1);
        if (open === 1) this.#close(edge);
      }
    }
  }

  /** Counts the failure. What ended because the run was stopped is none. */
  #tolerates(edge: Edge, state: NodeState): boolean {
    const lenience = this.#lenient.get(edge);
    if (!lenience || !state.failure) return false;
    lenience.failed.push(state);
    this.#hasGaps = true;
    return lenience.failed.length <= lenience.most;
  }

  #close(edge: Edge): void {
    const owner = this.stateOf(edge.owner);
    owner.openEdges -= 1;
    if (owner.status !== undefined) return;
    const failed = this.#lenient.size > 0 ? this.#lenient.get(edge)?.failed : undefined;
    if (failed && failed.length > 0) this.#onTolerated(edge, failed);
    if (owner.openEdges === 0) this.#onReady(owner);
    else if (owner.node.edges.some(({ nodes, waitsFor }) => !nodes && waitsFor === edge.note.field)) {
      this.#onGrowable(owner);
    }
  }

  #isClosed(node: PlanNode, field: string): boolean {
    const edge = node.edges.find(({ note }) => note.field === field);
    return edge !== undefined && this.#open.get(edge) === 0;
  }
}
