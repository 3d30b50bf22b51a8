import * as tf from '@tensorflow/tfjs-core';
import { isRecording } from './isRecording';

/** What all that is kept on a backend may take, in bytes. What finds no more room is made anew in every call. */
const MOST = 2 ** 30;

/** What tells a tensor's data apart, on the backend that has it. */
interface Kept extends tf.TensorInfo {
  readonly bytes: number;
}

/** What was made of some weights, and of which. */
interface Entry {
  readonly weights: readonly tf.DataId[];
  readonly values: readonly Kept[];
}

interface Store {
  /** By the first of the weights, and by what is made of them. */
  readonly entries: WeakMap<tf.DataId, Map<string, Entry>>;
  bytes: number;
}

/** What backends do with data, and tf.js does not type. */
interface Backend extends tf.KernelBackend {
  disposeData(dataId: tf.DataId, force?: boolean): boolean;
}

/** Gives what `make` makes of some weights, as {@link keptWith} does. */
export type Make = (
  weights: readonly tf.Tensor[],
  name: string,
  make: () => readonly tf.Tensor[],
) => tf.Tensor[];

const stores = new WeakMap<Backend, Store>();

/**
 * Tensors that are made of weights alone, made once and kept for as long as these live: those of a second explanation of
 * the same model are there already, and XNNPACK, which packs every filter that it has not seen, packs none again. Whatever
 * changes a weight, as training does, gives it new data, of which all is made anew. Tensors of the caller's own come out,
 * whose data they share with what is kept; `tf.memory().numTensors` does not count the latter.
 *
 * @param name says what is made of the weights, and by which numbers besides
 */
export const keptWith: Make = (weights, name, make) => {
  const [first] = weights;
  if (!first || isRecording()) return [...make()];
  const backend = tf.backend() as Backend;
  const store = stores.get(backend) ?? watched(backend);
  const forms = store.entries.get(first.dataId) ?? new Map<string, Entry>();
  store.entries.set(first.dataId, forms);
  const found = forms.get(name);
  if (found?.weights.every((dataId, i) => dataId === weights[i]?.dataId))
    return found.values.map((value) => shared(backend, value));
  const made = tf.tidy(() => [...make()]);
  const values = made.map(({ dataId, shape, dtype, size }) => ({
    ...{ dataId, shape, dtype, bytes: 4 * size },
  }));
  if (found) release(backend, store, found);
  forms.delete(name);
  const bytes = bytesOf(values);
  // what is the weights' own data would keep itself alive
  const isOwn = values.some(({ dataId }) => weights.some((weight) => weight.dataId === dataId));
  if (isOwn || store.bytes + bytes > MOST) return made;
  for (const { dataId } of values) backend.incRef(dataId);
  store.bytes += bytes;
  forms.set(name, { weights: weights.map(({ dataId }) => dataId), values });
  return made;
};

/** Whether it is asked again of the same weights: what takes long to make of them may pay now. */
export function isSeen(weights: readonly tf.Tensor[]): boolean {
  let isNew = weights.length === 0;
  keptWith(weights, 'seen', () => {
    isNew = true;
    return [];
  });
  return !isNew;
}

const bytesOf = (values: readonly Kept[]): number =>
  values.reduce((sum, { bytes }) => sum + bytes, 0);

function shared(backend: Backend, value: Kept): tf.Tensor {
  backend.incRef(value.dataId);
  return tf.engine().makeTensorFromTensorInfo(value);
}

/** Disposes of what was made of weights together with the first of them. */
function watched(backend: Backend): Store {
  const store: Store = { entries: new WeakMap(), bytes: 0 };
  stores.set(backend, store);
  const dispose = backend.disposeData.bind(backend);
  backend.disposeData = (dataId, force) => {
    const isGone = dispose(dataId, force);
    const forms = isGone ? store.entries.get(dataId) : undefined;
    if (isGone) store.entries.delete(dataId);
    for (const entry of forms?.values() ?? []) release(backend, store, entry);
    return isGone;
  };
  return store;
}

function release(backend: Backend, store: Store, { values }: Entry): void {
  store.bytes -= bytesOf(values);
  for (const { dataId } of values)
    if (backend.disposeData(dataId)) tf.engine().removeDataId(dataId, backend);
}
