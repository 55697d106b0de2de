import { displayParams } from '../../values/display.ts';
import type { WayNode } from './graph.ts';
import type { Suspect, Trail } from './suspect.ts';

/** All that could be the reason, with the component runs that it took part in. */
export function trailsOf(nodes: readonly WayNode[]): Trail[] {
  const trails = new Trails();
  const params = new Map<string, [string, unknown][]>();
  nodes.forEach((node, place) => {
    const { id, component, code, node: name, endedAt } = node;
    const at = new Date(endedAt).toISOString();
    trails.add(`r ${id}`, place, () => ({ kind: 'component run', componentRun: id, component, node: name, at }));
    if (code !== null) {
      trails.add(`c ${component} ${code}`, place, () => ({ kind: 'code', component, code, componentRuns: 0 }));
    }
    let known = params.get(node.params);
    if (!known) params.set(node.params, (known = Object.entries(displayParams(node.params))));
    for (const [param, value] of known) {
      const key = `p ${component} ${param} ${JSON.stringify(value)}`;
      trails.add(key, place, () => ({ kind: 'param', component, name: param, value }));
    }
    for (const input of node.inputs) {
      // The same bytes at the same place are the same version, whoever wrote them how often.
      const key = input.at === null ? `a ${input.artifact}` : `f ${input.at} ${input.digest}`;
      trails.add(key, place, () => inputOf(input));
    }
  });
  return trails.all(nodes);
}

function inputOf({ name, artifact, from, at, digest }: WayNode['inputs'][number]): Suspect {
  if (from !== null && at === null) return { kind: 'artifact', artifact, name, from, component: '' };
  return { kind: 'input', name, artifact, at, digest, from };
}

class Trails {
  readonly #byKey = new Map<string, { suspect: Suspect; nodes: number[] }>();

  add(key: string, place: number, make: () => Suspect): void {
    const found = this.#byKey.get(key);
    if (!found) this.#byKey.set(key, { suspect: make(), nodes: [place] });
    else if (found.nodes.at(-1) !== place) found.nodes.push(place);
  }

  /** With what is known only when all is known. */
  all(nodes: readonly WayNode[]): Trail[] {
    const components = new Map(nodes.map(({ id, component }) => [id, component]));
    return Array.from(this.#byKey.values(), ({ suspect, nodes: places }): Trail => {
      if (suspect.kind === 'code') return { suspect: { ...suspect, componentRuns: places.length }, nodes: places };
      if (suspect.kind !== 'artifact') return { suspect, nodes: places };
      return { suspect: { ...suspect, component: components.get(suspect.from) ?? '' }, nodes: places };
    });
  }
}
