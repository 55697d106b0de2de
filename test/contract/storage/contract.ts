import { describe, it } from 'vitest';
import type { StorageDriver } from '../../../src/storage/driver.ts';
import { storageContract as contractOf } from '../../../src/testing/contract.ts';

/** The suite that third parties have for their layers, for one of ours. */
export function storageContract(layer: string, open: () => Promise<StorageDriver> | StorageDriver): void {
  describe(`storage layer ${layer}`, () => {
    for (const { name, run } of contractOf(open)) {
      // oxlint-disable-next-line vitest/expect-expect -- the cases have their own assertions
      it(`${name}`, () => run());
    }
  });
}
