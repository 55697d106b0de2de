import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type ResolvedSettings, loadSettings } from '../../config/load.ts';
import type { LayerSettings } from '../../config/settings-sections.ts';
import { containerVariables } from '../../executors/sagemaker/container.ts';
import type { JobDocument } from '../../executors/sagemaker/mailbox.ts';
import { Mailbox } from '../../executors/sagemaker/mailbox.ts';
import { unpack } from '../../modules/package/unpack.ts';
import type { JobSite } from '../../runtime/run-job.ts';
import { layerOutOfReach, WorkerMemoryDriver } from '../../storage/worker-memory-driver.ts';
import { layersOf } from '../artifacts.ts';
import { siteOf } from '../job-site.ts';
import { observerIn } from './dependencies.ts';
import type { ContainerPlace } from './container-place.ts';
import { temporaryName } from '../../values/temporary-folder.ts';

/** A project as it is opened in a container. */
export interface Opened {
  /** The folder that stands for the project's root. */
  readonly root: string;
  readonly site: JobSite;
  readonly mailbox: Mailbox;
}

/** Lays out the code that came with a job, and reads the project's settings there. */
export async function openContainer(place: ContainerPlace, document: JobDocument): Promise<Opened> {
  const folder = mkdtempSync(temporaryName('code', process.env[containerVariables.optMl]));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const root = unpack(readFileSync(place.code), folder, place.code);
  process.chdir(root);
  const { profile, overrides = {} } = document;
  const settings = await loadSettings({ cwd: root, profile, overrides });
  const layers = layersOf(settings, layersFromHere(settings));
  const observe = observerIn(settings, document.notes);
  const site = { ...siteOf(settings, layers), ...(observe && { observe }) };
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

const outOfReach = (kind: string): WorkerMemoryDriver =>
  new WorkerMemoryDriver(kind, (key) => layerOutOfReach(key, kind));
