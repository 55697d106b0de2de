// node --test layer.test.ts: whether the layer is one.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { storageContract } from 'clew/testing';
import { SqliteLayer } from './sqlite-layer.ts';

const folder = mkdtempSync(join(tmpdir(), 'sqlite-layer-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
for (const { name, run } of storageContract(() => new SqliteLayer(join(folder, `${++count}.db`)))) test(name, run);
