import type { PlanNode } from '../plan/node.ts';
import type { NodeState } from './node-state.ts';

/** An edge whose nodes come in and are let go again a window at a time: all that stays of each is who made it. */
export class WindowedEdge {
  /** The component runs, in the order of the list; empty where a node gave nothing. */
  readonly #makers: string[] = [];
  readonly #positions = new Map<PlanNode, number | number[]>();
  #over = new Set<PlanNode>();
  #entered = 0;
  /** Nodes that have not come to their end. */
  live = 0;
  /** One of its nodes was forced. */
  forced = false;

  /** More of them, in the order of the list. One may be wanted more than once. */
  add(nodes: readonly PlanNode[]): void {
    for (const node of nodes) {
      const position = this.#makers.push('') - 1;
      const known = this.#positions.get(node);
      if (known === undefined) {
        this.#positions.set(node, position);
        this.live += 1;
      } else if (typeof known === 'number') this.#positions.set(node, [known, position]);
      else known.push(position);
    }
    this.#entered = this.live;
  }

  /** One has come to its end. */
  settle({ node, componentRun, done, forced }: NodeState): void {
    const known = this.#positions.get(node);
    if (known === undefined) return;
    this.#positions.delete(node);
    this.live -= 1;
    this.forced ||= forced;
    if (!done) return;
    for (const position of [known].flat()) this.#makers[position] = componentRun!;
    this.#over.add(node);
  }

  /** There is something to do for as many again. Seldom, as going through a window costs as much as it is wide. */
  get hasRoom(): boolean {
    return this.live * 2 <= this.#entered;
  }

  /** Nodes that are done since this was asked for the last time. */
  takeOver(): Set<PlanNode> {
    const over = this.#over;
    this.#over = new Set();
    return over;
  }

  /** Somebody has made again what one of them gave. */
  remade(from: string, by: string): void {
    for (const [position, maker] of this.#makers.entries()) if (maker === from) this.#makers[position] = by;
  }

  /** How many it has come to stand for. */
  get length(): number {
    return this.#makers.length;
  }

  /** The component runs of those that gave something, in the order of the list. */
  get makers(): string[] {
    return this.#makers.filter((maker) => maker !== '');
  }
}
