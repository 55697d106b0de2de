import type { Edge, PlanNode } from '../plan/node.ts';
import { NodeState } from './state.ts';

/**
 * Counts what every node still waits for. No scan, no poll: a node that is done touches its own edges only.
 * Says what is ready, and which nodes have data that their graph can grow from.
 */
export class Graph {
  readonly #states: NodeState[] = [];
  /** Nodes of an edge that aren't done; an edge that isn't here is not expanded yet. */
  readonly #open = new Map<Edge, number>();
  readonly #unsettled: NodeState[] = [];
  #isSettling = false;
  readonly #onReady: (state: NodeState) => void;
  readonly #onGrowable: (state: NodeState) => void;
  readonly #onHopeless: (state: NodeState, because: NodeState) => void;

  constructor(on: {
    ready: (state: NodeState) => void;
    growable: (state: NodeState) => void;
    hopeless: (state: NodeState, because: NodeState) => void;
  }) {
    this.#onReady = on.ready;
    this.#onGrowable = on.growable;
    this.#onHopeless = on.hopeless;
  }

  get states(): readonly NodeState[] {
    return this.#states;
  }

  has(node: PlanNode): boolean {
    return this.#states[node.index] !== undefined;
  }

  readonly stateOf = (node: PlanNode): NodeState => this.#states[node.index]!;

  /** Takes in new nodes; first all of them, because they may wait for each other. */
  add(nodes: readonly PlanNode[]): void {
    const added = nodes.map((node) => {
      const state = new NodeState(node);
      this.#states[node.index] = state;
      state.openEdges = node.edges.length;
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
    const states = edge.nodes.map(this.stateOf);
    const failed = states.find(({ status, done }) => status !== undefined && !done);
    this.#open.set(edge, states.filter(({ done }) => !done).length);
    if (failed) this.#onHopeless(this.stateOf(edge.owner), failed);
    else if (this.#open.get(edge) === 0) this.#close(edge);
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
      if (!state.done) this.#onHopeless(this.stateOf(edge.owner), state);
      else {
        this.#open.set(edge, open - 1);
        if (open === 1) this.#close(edge);
      }
    }
  }

  #close(edge: Edge): void {
    const owner = this.stateOf(edge.owner);
    owner.openEdges -= 1;
    if (owner.status !== undefined) return;
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
