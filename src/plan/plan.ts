import { ClewError } from '../errors.ts';
import { SecretHasher } from '../values/secret-hasher.ts';
import { Secrets } from '../values/secrets.ts';
import { type Bound, bind, handOn } from './bind.ts';
import { findCycle } from './cycle.ts';
import { cyclicInputs, tooDeep, tooManyNodes } from './errors.ts';
import { expand, expandMore } from './mapping.ts';
import { handlersOf, hasHandlers } from './handling.ts';
import type { TaskModel } from './model.ts';
import { type Edge, type HandlerField, PlanNode, identify } from './node.ts';
import type { LazyTail } from './lazy-tail.ts';
import type { Tasks } from './tasks.ts';

/** Far beyond what anyone wants, and soon reached by a task that asks for itself without an end. */
const maxDepth = 250_000;

/** The factor by which long lists may exceed the limit one after the other: one without an end stops there. */
const turnover = 10;

export interface PlanOptions {
  /** So many nodes may be in the plan at a time; those of long lists leave it. A plan that grows without end stops here. */
  readonly maxNodes?: number;
  /** So many nodes of one list are in the plan at first; the others come in by {@link Plan.more}. Default: all of them. */
  readonly window?: number;
  /** Hashes secret parameters with the record's key. Default: one with a key that no record knows. */
  readonly hasher?: SecretHasher | undefined;
}

/** The growth of a plan: the new nodes, and whether one of the nodes that were there already is wanted again. */
interface Growth {
  readonly added: PlanNode[];
  reused: boolean;
  /** Set where nothing is to come of it: nodes that aren't in the plan, by key. */
  readonly aside?: Map<string, PlanNode>;
}

/**
 * The graph of nodes that a target and its parameters expand to. Pure: it loads and runs nothing but mappings.
 * Edges whose mapping reads data wait, and {@link Plan.expand} expands them when that data is there.
 */
export class Plan {
  /** By index; those of nodes that were let go are given to others. */
  readonly #nodes: (PlanNode | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #rests = new Set<LazyTail<unknown>>();
  #made = 0;
  readonly #window: number;
  readonly target: PlanNode;
  readonly hasher: SecretHasher;
  /** All secrets that its nodes were given so far. */
  secrets = Secrets.none;
  readonly #byKey = new Map<string, PlanNode>();
  readonly #handled = new Set<string>();
  readonly tasks: Tasks;
  readonly #maxNodes: number;

  constructor(tasks: Tasks, params: object, options: PlanOptions = {}) {
    this.tasks = tasks;
    this.#maxNodes = options.maxNodes ?? 1_000_000;
    this.#window = options.window ?? Infinity;
    this.hasher = options.hasher ?? new SecretHasher();
    this.target = this.#hiding(() => {
      const growth: Growth = { added: [], reused: false };
      const model = tasks.target;
      const own = bind(model, params, undefined, () => model.note.name, this);
      const target = this.#want(model, own, undefined, growth);
      this.#expandAll(growth);
      this.#checkCycles(growth, [target], () => false);
      return target;
    });
  }

  /** Tells what goes wrong without secrets, whoever's words it is told in. */
  #hiding<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw error instanceof ClewError && !this.secrets.isEmpty ? error.hide((text) => this.secrets.mask(text)) : error;
    }
  }

  /** The nodes that are in the plan just now. */
  get nodes(): PlanNode[] {
    return this.#nodes.filter((node) => node !== undefined);
  }

  /** How many there were and will be, as far as that is known. */
  get size(): number {
    let left = 0;
    for (const rest of this.#rests) left += rest.left ?? 0;
    return this.#made + left;
  }

  /** Nobody wants them any more; who asks for one of them again later gets a new node. */
  letGo(edge: Edge, gone: ReadonlySet<PlanNode>): void {
    edge.nodes = edge.nodes!.filter((node) => !gone.has(node));
    for (const node of gone) {
      this.#byKey.delete(node.key);
      this.#nodes[node.index] = undefined;
      this.#free.push(node.index);
    }
  }

  /** Brings in more of a long list. Gives what the edge stands for besides now, and all nodes that came in. */
  more(edge: Edge, live: number, isDone: (node: PlanNode) => boolean): { nodes: PlanNode[]; added: PlanNode[] } {
    const growth: Growth = { added: [], reused: false };
    const rest = edge.rest!;
    try {
      const nodes = this.#hiding(() => this.#wantAll(edge, expandMore(edge, this.#window - live), growth));
      edge.nodes = [...edge.nodes!, ...nodes];
      this.#expandAll(growth);
      this.#checkCycles(growth, [edge.owner], isDone);
      if (rest.isOver) this.#forgetRest(edge, rest);
      return { nodes, added: growth.added };
    } catch (error) {
      this.#forgetRest(edge, rest);
      throw error;
    }
  }

  #forgetRest(edge: Edge, rest: LazyTail<unknown>): void {
    edge.rest = undefined;
    this.#rests.delete(rest);
  }

  /**
   * Expands the edges of a node that wait for data which is now in `inputs` (field → value).
   * An edge may go on waiting, for another field. Gives the nodes that came in.
   */
  expand(node: PlanNode, inputs: ReadonlyMap<string, unknown>, isDone: (node: PlanNode) => boolean): PlanNode[] {
    const growth: Growth = { added: [], reused: false };
    return this.#hiding(() => {
      for (const edge of node.edges) {
        if (!edge.nodes && inputs.has(edge.waitsFor!)) this.#expandEdge(edge, inputs, growth);
      }
      this.#expandAll(growth);
      this.#checkCycles(growth, [node], isDone);
      return growth.added;
    });
  }

  /**
   * Brings in what runs at the end of a workflow. Each is a node of its own, whoever else asks for the same task; what it
   * asks for itself is shared as always.
   */
  handle(
    workflow: PlanNode,
    field: HandlerField,
    isDone: (node: PlanNode) => boolean = () => false,
  ): { handlers: PlanNode[]; added: PlanNode[] } {
    const growth: Growth = { added: [], reused: false };
    return this.#hiding(() => {
      const handlers = this.#wantHandlers(workflow, [field], growth);
      this.#expandAll(growth);
      this.#checkCycles(growth, handlers, isDone);
      return { handlers, added: growth.added };
    });
  }

  /** Finds out now what could not be bound when the workflow has come to its end. */
  #foresee(workflow: PlanNode): void {
    const growth: Growth = { added: [], reused: false, aside: new Map() };
    this.#wantHandlers(workflow, ['onFailure', 'finally'], growth);
    this.#expandAll(growth);
  }

  #wantHandlers(workflow: PlanNode, fields: readonly HandlerField[], growth: Growth): PlanNode[] {
    const named = handlersOf(workflow.model.note).filter(({ field }) => fields.includes(field));
    return named.map(({ task, field }) => {
      const model = this.tasks.modelOf(task);
      const own = bind(model, undefined, workflow.scope, () => `${workflow.path} → ${model.note.name}`, this);
      const known = identify(model, own, handOn(model, workflow.scope, this.tasks.wantedBelow(model)));
      const identified = { ...known, key: `${known.key} ${field} ${workflow.key}` };
      const node = new PlanNode(this.#nextIndex(growth), model, identified, { node: workflow, field }, this.hasher, {
        workflow,
        field,
      });
      if (!growth.aside) {
        node.isNamesake = this.#byKey.has(known.key) || this.#handled.has(known.key);
        this.#handled.add(known.key);
      }
      this.#keep(node, growth);
      return node;
    });
  }

  /** Nodes that come in while this goes on are expanded too: a stack of our own, as deep as the plan wants. */
  #expandAll(growth: Growth): void {
    for (let i = 0; i < growth.added.length; i++) {
      const node = growth.added[i]!;
      node.edges = node.model.note.inputs.map((note) => ({
        owner: node,
        note,
        nodes: undefined,
        rest: undefined,
        waitsFor: undefined,
      }));
      for (const edge of node.edges) this.#expandEdge(edge, undefined, growth);
      if (!growth.aside && hasHandlers(node.model.note)) this.#foresee(node);
    }
  }

  #expandEdge(edge: Edge, inputs: ReadonlyMap<string, unknown> | undefined, growth: Growth): void {
    const expanded = expand(edge, inputs, this.#window);
    if ('waitsFor' in expanded) {
      edge.waitsFor = expanded.waitsFor;
      return;
    }
    edge.nodes = this.#wantAll(edge, expanded.params, growth);
    edge.waitsFor = undefined;
    if (!expanded.rest || growth.aside) return;
    edge.rest = expanded.rest;
    this.#rests.add(expanded.rest);
  }

  #wantAll(edge: Edge, given: readonly (object | undefined)[], growth: Growth): PlanNode[] {
    const { owner, note } = edge;
    const model = this.tasks.modelOf(note.task);
    const askedBy = { node: owner, field: note.field };
    const path = (): string => `${owner.path} → ${model.note.name}`;
    return given.map((params) => {
      const node = this.#want(model, bind(model, params, owner.scope, path, this), askedBy, growth);
      if (growth.aside) return node;
      node.dependents?.push(edge);
      node.uses += 1;
      return node;
    });
  }

  #want(model: TaskModel, own: Bound, askedBy: PlanNode['askedBy'], growth: Growth): PlanNode {
    const passing = handOn(model, askedBy?.node.scope, this.tasks.wantedBelow(model));
    const identified = identify(model, own, passing);
    const known = this.#byKey.get(identified.key) ?? growth.aside?.get(identified.key);
    if (known) {
      growth.reused = true;
      known.addSecret(own.secret);
      return known;
    }
    const node = new PlanNode(this.#nextIndex(growth), model, identified, askedBy, this.hasher);
    if (node.index >= this.#maxNodes) throw tooManyNodes(this.#maxNodes, node.path);
    if (this.#made >= this.#maxNodes * turnover) throw tooManyNodes(this.#maxNodes * turnover, node.path);
    if (node.depth > maxDepth) throw tooDeep(maxDepth, node.path);
    if (growth.aside) growth.aside.set(node.key, node);
    else this.#byKey.set(node.key, node);
    this.#keep(node, growth);
    return node;
  }

  #nextIndex({ aside }: Growth): number {
    return aside ? -1 : (this.#free.pop() ?? this.#nodes.length);
  }

  #keep(node: PlanNode, growth: Growth): void {
    growth.added.push(node);
    if (growth.aside) return;
    this.#nodes[node.index] = node;
    this.#made += 1;
  }

  /** Without a node that is wanted again there is no way back, and so no cycle. */
  #checkCycles(growth: Growth, starts: readonly PlanNode[], isDone: (node: PlanNode) => boolean): void {
    const cycle = growth.reused ? findCycle(starts, isDone) : undefined;
    if (cycle) throw cyclicInputs(cycle.map((node) => node.label));
  }
}
