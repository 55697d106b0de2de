import type { RecordSettings } from '../lineage/record.ts';
import type { Codec } from '../storage/codecs/codec.ts';
import { whyNoCodec } from '../storage/codecs/define.ts';
import type { StorageDriver } from '../storage/driver.ts';
import type { S3Settings } from '../storage/s3/settings.ts';
import { s3 } from './s3.ts';
import { at, described, isObject, object, oneOf, refuse, text, type Shape } from './settings-shape.ts';
import { wrongSetting } from './errors.ts';

/** One storage layer in the settings: a folder, this process's memory, a bucket, or a driver of one's own. */
export type LayerSettings = { readonly folder: string } | { readonly memory: true } | S3Settings | StorageDriver;

const sqlite = object(
  { sqlite: text('the path of a file'), durability: oneOf('normal', 'full') },
  "{ sqlite: 'path', durability?: 'normal' | 'full' }",
  ['sqlite'],
);
const postgres = object(
  { postgres: text('an address like postgres://user@host/database'), migrate: oneOf('auto', 'manual') },
  "{ postgres: 'postgres://…', migrate?: 'auto' | 'manual' }",
  ['postgres'],
);

export const record: Shape<RecordSettings> = {
  wants: `${sqlite.wants} or ${postgres.wants}`,
  check(value, where) {
    if (!isObject(value)) throw refuse(this, value, where);
    const named = ['sqlite', 'postgres'].filter((kind) => value[kind] !== undefined);
    if (named.length === 2) throw wrongSetting(where.path, this.wants, 'both at once', where.source);
    if (named.length === 0 && Object.keys(value).length === 0) throw refuse(this, value, where);
    return named[0] === 'postgres' || 'migrate' in value ? postgres.check(value, where) : sqlite.check(value, where);
  },
};

const folder = object({ folder: text('the path of a folder') }, "{ folder: 'path' }", ['folder']);
const memory = object({ memory: oneOf(true) }, '{ memory: true }', ['memory']);
const methods = ['put', 'get', 'stream', 'size', 'remove', 'list', 'place'] as const satisfies (keyof StorageDriver)[];

export const layer: Shape<LayerSettings> = {
  wants: `${folder.wants}, ${memory.wants}, ${s3.wants} or a storage driver`,
  check(value, where) {
    if (!isObject(value)) throw refuse(this, value, where);
    if (methods.some((method) => typeof value[method] === 'function')) return driver(value, where);
    if ('s3' in value) return s3.check(value, where);
    return 'memory' in value ? (memory.check(value, where) as { memory: true }) : folder.check(value, where);
  },
};

function driver(value: Record<string, unknown>, where: Parameters<typeof layer.check>[1]): StorageDriver {
  for (const method of methods) {
    if (typeof value[method] !== 'function')
      throw refuse({ wants: 'a method of the storage driver' }, value[method], at(where, method));
  }
  if (typeof value['kind'] !== 'string') {
    throw refuse({ wants: "one word for the driver's kind" }, value['kind'], at(where, 'kind'));
  }
  return value as unknown as StorageDriver;
}

/** One of the project's own codecs. */
export const codec: Shape<Codec> = {
  wants: 'a codec, as defineCodec makes it',
  check(value, where) {
    const why = whyNoCodec(value);
    if (why) throw wrongSetting(where.path, this.wants, `${described(value)}: ${why}`, where.source);
    return value as Codec;
  },
};
