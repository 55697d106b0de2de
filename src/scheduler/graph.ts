import type { Counts } from '../lineage/entries.ts';
import type { Edge, PlanNode } from '../plan/node.ts';
import { NodeState } from './node-state.ts';
import { type Lenience, lenienceOf } from './tolerated-failures.ts';
import { WindowedEdge } from './windowed-edge.ts';

/**
 * Counts what every node still waits for. No scan, no poll: a node that is done touches its own edges only.
 * Says what is ready, and which nodes have data that their edges can be expanded by.
 */
export class Graph {
  readonly #states: (NodeState | undefined)[] = [];
  readonly #wide = new Map<Edge, WindowedEdge>();
  readonly #over = { total: 0, ran: 0, cached: 0, failed: 0, skipped: 0, cancelled: 0 };
  /** The keys of those that were let go and had run although there may have been a result. */
  readonly #spent = new Set<string>();
  /** Nodes of an edge that aren't done; an edge that isn't here is not expanded yet. */
  readonly #open = new Map<Edge, number>();
  /** Edges of which some nodes may fail. */
  readonly #lenient = new Map<Edge, Lenience>();
  #hasGaps = false;
  readonly #unsettled: NodeState[] = [];
  #isSettling = false;
  readonly #onReady: (state: NodeState) => void;
  readonly #onExpandable: (state: NodeState) => void;
  readonly #onHopeless: (because: NodeState, edge: Edge, lenience: Lenience | undefined) => void;
  readonly #onTolerated: (edge: Edge, lenience: Lenience) => void;
  readonly #onRoom: (edge: Edge) => void;
  readonly #keeps: (node: PlanNode) => boolean;

  constructor(on: {
    ready: (state: NodeState) => void;
    expandable: (state: NodeState) => void;
    /** The owner of the edge can't run any more. Told again for each further failure that the edge would have tolerated. */
    hopeless: (because: NodeState, edge: Edge, lenience: Lenience | undefined) => void;
    tolerated?: (edge: Edge, lenience: Lenience) => void;
    /** More of a long list may come in. */
    room?: (edge: Edge) => void;
    /** Tells whether a node must not be let go. */
    keeps?: (node: PlanNode) => boolean;
  }) {
    this.#onReady = on.ready;
    this.#onExpandable = on.expandable;
    this.#onHopeless = on.hopeless;
    this.#onTolerated = on.tolerated ?? (() => undefined);
    this.#onRoom = on.room ?? (() => undefined);
    this.#keeps = on.keeps ?? (() => false);
  }

  /** The states of the nodes that are in the plan just now. */
  get states(): NodeState[] {
    return this.#states.filter((state) => state !== undefined);
  }

  /** The counts of the nodes that were let go, by what became of them. */
  get over(): Counts {
    return this.#over;
  }

  /** Whether this run has executed it before it was let go, and is not to do so again. */
  isSpent({ key }: PlanNode): boolean {
    return this.#spent.has(key);
  }

  has(node: PlanNode): boolean {
    return this.#states[node.index]?.node === node;
  }

  /** A node that is not here yet can't be. */
  readonly isOver = (node: PlanNode): boolean => this.has(node) && this.stateOf(node).status !== undefined;

  /** Gives what stays of an edge with more nodes than are kept; undefined for any other. */
  readonly wide = (edge: Edge): WindowedEdge | undefined => this.#wide.get(edge);

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
    this.#openAll(this.#enter(nodes, isLast));
  }

  #enter(nodes: readonly PlanNode[], isLast: boolean): NodeState[] {
    return nodes.map((node) => {
      const state = new NodeState(node);
      this.#states[node.index] = state;
      state.openEdges = node.edges.length;
      state.isLast = isLast;
      return state;
    });
  }

  #openAll(added: readonly NodeState[]): void {
    for (const state of added) {
      if (state.openEdges === 0) this.#onReady(state);
      else for (const edge of state.node.edges) this.open(edge);
    }
  }

  /** Begins to count for an edge that has been expanded; one that waits for data stays out. */
  open(edge: Edge): void {
    if (!edge.nodes || this.#open.has(edge)) return;
    const { tolerate } = edge.note;
    if (tolerate) this.#lenient.set(edge, lenienceOf(tolerate, lengthOf(edge, edge.nodes.length)));
    if (edge.rest) this.#wide.set(edge, new WindowedEdge());
    this.#open.set(edge, 0);
    this.#count(edge, edge.nodes);
    if (edge.rest) this.#makeRoom(edge);
  }

  /** Counts for more nodes of a long list, before those that came in may come to their end. */
  widen(edge: Edge, nodes: readonly PlanNode[], added: readonly PlanNode[], isLast: boolean): void {
    const states = this.#enter(added, isLast);
    const lenience = this.#lenient.get(edge);
    // How many may fail is known before the last of them are counted: they may close the edge.
    if (lenience && !edge.rest) {
      const total = this.#wide.get(edge)!.length + nodes.length;
      Object.assign(lenience, lenienceOf(edge.note.tolerate!, total, lenience.failed));
      const { failed, most } = lenience;
      if (failed.length > most) this.#onHopeless(failed[most]!, edge, lenience);
    }
    this.#count(edge, nodes);
    this.#openAll(states);
  }

  /**
   * Asks for more nodes while there is room: those that come in may be over already, and then nobody else would ask.
   */
  #makeRoom(edge: Edge): void {
    const wide = this.#wide.get(edge)!;
    for (let before = -1; edge.rest && wide.hasRoom && wide.length > before;) {
      before = wide.length;
      this.#onRoom(edge);
    }
  }

  /** Lets go of what is over in a long list, and gives those nodes. */
  letGo(edge: Edge): Set<PlanNode> {
    const gone = new Set<PlanNode>();
    const over = this.#wide.get(edge)!.takeOver();
    // A set hands out what is added while it is walked.
    for (const node of over) {
      const state = this.stateOf(node);
      // Whoever wants it again gets a new node, and finds in the record what this one has made.
      if (!state.done || node.uses > 1 || this.#keeps(node)) continue;
      gone.add(node);
      this.#over.total += 1;
      this.#over[state.status!] += 1;
      this.#states[node.index] = undefined;
      if (state.status === 'ran' && (state.forced || !node.model.note.cache)) this.#spent.add(node.key);
      for (const below of node.edges) {
        for (const input of below.nodes ?? []) over.add(input);
        this.#open.delete(below);
        this.#lenient.delete(below);
        this.#wide.delete(below);
      }
    }
    return gone;
  }

  #count(edge: Edge, nodes: readonly PlanNode[]): void {
    const wide = this.#wide.get(edge);
    wide?.add(nodes);
    let open = this.#open.get(edge)!;
    let failed: NodeState | undefined;
    for (const node of nodes) {
      const state = this.stateOf(node);
      // A node whose end is not told yet is counted when it is.
      const isOver = node.dependents === undefined;
      if (isOver) wide?.settle(state);
      if (isOver && (state.done || this.#tolerates(edge, state))) continue;
      if (isOver) failed ??= state;
      open += 1;
    }
    this.#open.set(edge, open);
    if (failed) this.#onHopeless(failed, edge, this.#lenient.get(edge));
    else if (open === 0 && !edge.rest) this.#close(edge);
  }

  /** The fields whose values are there although an edge still waits for them. */
  expandable(state: NodeState): string[] {
    return state.node.edges
      .filter(({ nodes, waitsFor }) => !nodes && this.#isClosed(state.node, waitsFor!))
      .map(({ waitsFor }) => waitsFor!);
  }

  /** Somebody is told just now that a node has come to its end. */
  get isSettling(): boolean {
    return this.#isSettling;
  }

  /** A node has come to its end. What is skipped for it settles in turn, by a stack of our own: a chain may be as long as it likes. */
  settle(state: NodeState): void {
    this.#unsettled.push(state);
    if (this.#isSettling) return;
    this.#isSettling = true;
    for (let next = this.#unsettled.pop(); next; next = this.#unsettled.pop()) this.#settleOne(next);
    this.#isSettling = false;
  }

  /** Counts down those who wait for it, or takes their hope. */
  #settleOne(state: NodeState): void {
    const { dependents } = state.node;
    // Whoever wants it from now on sees that it is over.
    state.node.dependents = undefined;
    for (const edge of dependents!) {
      const open = this.#open.get(edge);
      if (open === undefined) continue;
      if (this.#wide.size > 0) this.#wide.get(edge)?.settle(state);
      if (!state.done && !this.#tolerates(edge, state)) this.#onHopeless(state, edge, this.#lenient.get(edge));
      else {
        this.#open.set(edge, open - 1);
        if (open === 1 && !edge.rest) this.#close(edge);
      }
      if (edge.rest) this.#makeRoom(edge);
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
    const lenience = this.#lenient.size > 0 ? this.#lenient.get(edge) : undefined;
    if (lenience && lenience.failed.length > 0) this.#onTolerated(edge, lenience);
    if (owner.openEdges === 0) this.#onReady(owner);
    else if (owner.node.edges.some(({ nodes, waitsFor }) => !nodes && waitsFor === edge.note.field)) {
      this.#onExpandable(owner);
    }
  }

  #isClosed(node: PlanNode, field: string): boolean {
    const edge = node.edges.find(({ note }) => note.field === field);
    return edge !== undefined && !edge.rest && this.#open.get(edge) === 0;
  }
}

/** Gives the length of a list, or Infinity where it isn't known: whatever share of it may fail is known at its end. */
function lengthOf({ rest }: Edge, known: number): number {
  return rest ? known + (rest.left ?? Infinity) : known;
}
