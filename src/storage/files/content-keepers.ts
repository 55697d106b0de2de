import type { StorageDriver } from '../driver.ts';
import type { Layers } from '../layers.ts';

const file = /^[^/]+\/files\/kept-by\/(cr-[0-9a-z]+)$/;

const text =
  'A run has kept files here, under the digests of what is in them. Records that share a folder or a bucket\n' +
  'tell by this that they do: clew artifacts clean takes nothing away then that another one may need.\n';

/** The component run that has left a note in a layer; undefined for every other key. */
export const keeperOf = (key: string): string | undefined => file.exec(key)?.[1];

/**
 * Notes in layers that files are kept there. What lies under its own digest belongs to nobody: whoever wants to clear up
 * must see who else may need it. One for each process and layer, called after the first component run that kept a file.
 */
export class KeeperNotes {
  readonly #layers: Layers;
  readonly #left = new Map<string, Promise<void>>();

  constructor(layers: Layers) {
    this.#layers = layers;
  }

  /** Is there before anything is committed that points at files there. `scope`: begins with the project. */
  leave(layer: string, scope: string, componentRun: string): Promise<void> {
    const [project] = scope.split('/', 1);
    const place = `${layer}\n${project}`;
    let left = this.#left.get(place);
    if (!left) {
      left = this.#write(this.#layers.driver(layer), `${project}/files/kept-by/${componentRun}`, componentRun);
      this.#left.set(place, left);
      left.catch(() => this.#left.delete(place));
    }
    return left;
  }

  #write(driver: StorageDriver, key: string, componentRun: string): Promise<void> {
    return driver.put(key, Buffer.from(text), { componentRun, name: 'kept-by' });
  }
}
