import type { DataId, TensorInfo } from '@tensorflow/tfjs-core';
import type { HeapBackend } from './wasmKernel';

/** What the filters that are kept may take of the heap, in bytes: those used longest ago make room for new ones. */
const MOST = 2 ** 28;

/** Filters made of one, by what they are made for. */
type Forms = Map<string, readonly TensorInfo[]>;

/** Of one backend, those used last at the end. */
type Kept = Map<DataId, Forms>;

const keptOn = new WeakMap<HeapBackend, Kept>();

/**
 * Filters made of a filter, in the heap for as long as that one lives: a second gradient of the same model turns no weights
 * around, and XNNPACK, which packs the weights of every filter that it has not seen, packs none again. What trains a
 * model gives its weights new data, of which new filters are made.
 *
 * @param make makes them by `heap.makeOutput`; they are not the engine's, and no caller disposes of them
 */
export function keptFilters(
  heap: HeapBackend,
  { dataId }: TensorInfo,
  form: string,
  make: () => readonly TensorInfo[],
): readonly TensorInfo[] {
  const kept = keptOn.get(heap) ?? watched(heap);
  const forms: Forms = kept.get(dataId) ?? new Map();
  const filters = forms.get(form) ?? make();
  forms.set(form, filters);
  kept.delete(dataId);
  kept.set(dataId, forms);
  for (const oldest of kept.keys()) {
    if (oldest === dataId || bytesOf(kept) <= MOST) break;
    release(heap, kept, oldest);
  }
  return filters;
}

/** Disposes of what was made of a filter together with it. */
function watched(heap: HeapBackend): Kept {
  const kept: Kept = new Map();
  keptOn.set(heap, kept);
  const dispose = heap.disposeData.bind(heap);
  heap.disposeData = (dataId, force) => {
    const isGone = dispose(dataId, force);
    if (isGone) release(heap, kept, dataId);
    return isGone;
  };
  return kept;
}

function release(heap: HeapBackend, kept: Kept, dataId: DataId): void {
  const forms = kept.get(dataId);
  kept.delete(dataId);
  for (const filter of [...(forms?.values() ?? [])].flat()) heap.disposeData(filter.dataId);
}

function bytesOf(kept: Kept): number {
  let bytes = 0;
  for (const forms of kept.values())
    for (const filters of forms.values())
      for (const { shape } of filters) bytes += 4 * shape.reduce((a, b) => a * b, 1);
  return bytes;
}
