import type { io } from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import { type DataType, floatsFrom } from '../hdf5/dataType';
import type { StoredWeight } from './weightStore';

type Entry = io.WeightsManifestEntry;

/** How values of a dtype lie in the file. */
const types: Readonly<Record<string, DataType>> = {
  float32: { kind: 'float', size: 4, isLittle: true },
  float16: { kind: 'float', size: 2, isLittle: true },
  int32: { kind: 'signed', size: 4, isLittle: true },
  uint16: { kind: 'unsigned', size: 2, isLittle: true },
  uint8: { kind: 'unsigned', size: 1, isLittle: true },
  bool: { kind: 'unsigned', size: 1, isLittle: true },
};

function typeOf({ name, dtype, quantization }: Entry): DataType {
  const stored = quantization?.dtype ?? dtype;
  const type = Object.hasOwn(types, stored) ? types[stored] : undefined;
  check(
    type !== undefined,
    `the weight ${shown(name)} must hold numbers, but its dtype is ${shown(stored)}`,
  );
  return type;
}

/** What a weight takes in the file. */
export const bytesOf = (entry: Entry): number =>
  entry.shape.reduce((product, length) => product * length, typeOf(entry).size);

/** Weights that lie one after the other. @param bytes as many as all of them take */
export function weightsFrom(entries: readonly Entry[], bytes: Uint8Array): StoredWeight[] {
  let end = 0;
  return entries.map((entry) => {
    const start = end;
    end += bytesOf(entry);
    const own = bytes.subarray(start, end);
    const { name, shape } = entry;
    return { name, shape, values: () => dequantized(floatsFrom(own, typeOf(entry)), entry) };
  });
}

/** Whole numbers q of 8 or 16 bits stand for q · scale + min. */
function dequantized(values: Float32Array, { name, dtype, quantization }: Entry): Float32Array {
  if (!quantization || quantization.dtype === 'float16') return values;
  const { scale, min } = quantization;
  check(
    Number.isFinite(scale) && Number.isFinite(min),
    `the weight ${shown(name)} must have a finite scale and min, but they are ${shown(scale)} and ${shown(min)}`,
  );
  const rounded = dtype === 'int32' ? Math.round : (value: number) => value;
  return values.map((value) => rounded(value * (scale as number) + (min as number)));
}
