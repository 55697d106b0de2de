import type { ProfileSettings } from './table.ts';

/** Lays settings over others, section by section: a layer, a family or a limit replaces the one of the same name and no other. */
export function merge(base: ProfileSettings, over: ProfileSettings): ProfileSettings {
  const merged: { -readonly [K in keyof ProfileSettings]: ProfileSettings[K] } = { ...base, ...over };
  // Details of one database mean nothing to the other.
  if (base.record && over.record && 'sqlite' in base.record === 'sqlite' in over.record) {
    merged.record = { ...base.record, ...over.record };
  }
  if (base.storage && over.storage) {
    const layers = { ...base.storage.layers, ...over.storage.layers };
    merged.storage = { ...base.storage, ...over.storage, layers };
  }
  if (base.modelFamilies && over.modelFamilies) merged.modelFamilies = { ...base.modelFamilies, ...over.modelFamilies };
  if (base.sagemaker && over.sagemaker) merged.sagemaker = { ...base.sagemaker, ...over.sagemaker };
  if (base.limits && over.limits) merged.limits = { ...base.limits, ...over.limits };
  return merged;
}
