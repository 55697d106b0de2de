import { bytes } from './contract/bytes.ts';
import type { ContractCase, OpenDriver } from './contract/case.ts';
import { keys } from './contract/keys.ts';
import { offers } from './contract/offers.ts';
import { streams } from './contract/streams.ts';

/**
 * Gives the rules that every storage layer has to keep to, whoever wrote it: cases for the test runner that you have.
 * `open` gives an empty layer, and is asked for one by each case.
 *
 * @example
 * ```ts
 * import { test } from 'node:test';
 * import { storageContract } from 'clew/testing';
 *
 * for (const { name, run } of storageContract(() => new VaultDriver(mkdtempSync('/tmp/vault-')))) test(name, run);
 * ```
 */
export function storageContract(open: OpenDriver): readonly ContractCase[] {
  const checks = { ...bytes, ...streams, ...keys, ...offers };
  return Object.entries(checks).map(([name, check]) => ({ name, run: async () => check(await open()) }));
}
