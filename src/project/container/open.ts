import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ResolvedSettings, loadSettings } from '../../config/load.ts';
import type { LayerSettings } from '../../config/sections.ts';
import { containerVariables } from '../../executors/sagemaker/container.ts';
import type { JobDocument } from '../../executors/sagemaker/mailbox.ts';
import { Mailbox } from '../../executors/sagemaker/mailbox.ts';
import { installLoader } from '../../modules/loader.ts';
import { unpack } from '../../modules/package/unpack.ts';
import type { JobSite } from '../../runtime/run-job.ts';
import { LayerOutOfReach, UnsharedDriver } from '../../storage/unshared.ts';
import { layersOf } from '../artifacts.ts';
import { siteOf } from '../site.ts';
import type { ContainerPlace } from './place.ts';

/** A project as it is opened in a container. */
export interface Opened {
  /** What stands for the project's root. */
  readonly root: string;
  readonly site: JobSite;
  readonly mailbox: Mailbox;
}

/** Lays out the code that came with a job, and reads the project's settings there. */
export async function openContainer(place: ContainerPlace, document: JobDocument): Promise<Opened> {
  const folder = mkdtempSync(join(process.env[containerVariables.optMl] || tmpdir(), 'clew-code-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const root = unpack(readFileSync(place.code), folder, place.code);
  process.chdir(root);
  const { profile, overrides = {} } = document;
  const settings = await loadSettings({ cwd: root, profile, overrides });
  installLoader({ cacheDir: join(settings.home, 'cache') });
  const layers = layersOf(settings, layersFromHere(settings));
  const site = siteOf(settings, layers);
  const mailbox = new Mailbox(layers.driver(document.layer), document.name);
  // A record in a file is elsewhere: what is called is recorded as if it were here, and gone when the job is over.
  const record = 'postgres' in settings.record ? settings.record : { sqlite: ':memory:' };
  return { root, mailbox, site: { ...site, home: { root, record } } };
}

function layersFromHere({ storage }: ResolvedSettings): Record<string, LayerSettings> {
  // Where it isn't set, it is a folder of the machine that the run was started on.
  const layers: Record<string, LayerSettings> = { s3: outOfReach('folder'), ...storage.layers };
  return Object.fromEntries(Object.entries(layers).map(([name, layer]) => [name, fromHere(layer)]));
}

/** The role's credentials count here, and no profile of someone's machine. */
function fromHere(layer: LayerSettings): LayerSettings {
  if ('put' in layer) return layer;
  if ('memory' in layer) return outOfReach('memory');
  if ('folder' in layer) return outOfReach('folder');
  const { profile: _, ...bucket } = layer;
  return bucket;
}

const outOfReach = (kind: string): UnsharedDriver => new UnsharedDriver(kind, (key) => new LayerOutOfReach(key, kind));
