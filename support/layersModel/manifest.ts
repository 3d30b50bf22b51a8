import type * as tf from '@tensorflow/tfjs-core';
import { isObject } from '../readText';

/** The weights that a model.json declares. */
export interface Manifest {
  /** Their files, in order. */
  readonly paths: readonly string[];
  readonly specs: readonly tf.io.WeightsManifestEntry[];
  /** What these take in the files. */
  readonly bytes: number;
}

/** @throws Error where a field is none that tf.js writes */
export function manifestOf(groups: readonly unknown[]): Manifest {
  const [paths, specs]: [string[], tf.io.WeightsManifestEntry[]] = [[], []];
  for (const [i, group] of groups.entries()) {
    const place = `weightsManifest[${i}]`;
    if (!isObject(group)) throw wrong(place, 'an object', group);
    for (const path of listOf(`${place}.paths`, group['paths'])) {
      if (typeof path !== 'string') throw wrong(`${place}.paths`, 'names of files', path);
      paths.push(path);
    }
    for (const spec of listOf(`${place}.weights`, group['weights']))
      specs.push(specOf(place, spec));
  }
  return { paths, specs, bytes: specs.reduce((sum, spec) => sum + bytesOf(spec), 0) };
}

const shown = (value: unknown) => {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
};

const wrong = (place: string, rule: string, value: unknown) =>
  new Error(`${place} must be ${rule}, but it is ${shown(value)}`);

function listOf(place: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw wrong(place, 'a list', value);
  return value;
}

/** Bytes of a value as it stands in the file. */
const sizes = { float32: 4, int32: 4, bool: 1, float16: 2, uint8: 1, uint16: 2 } as const;
const dtypes = ['float32', 'int32', 'bool'];
const quantized = ['float16', 'uint8', 'uint16'];

function specOf(place: string, spec: unknown): tf.io.WeightsManifestEntry {
  if (!isObject(spec)) throw wrong(`${place}.weights`, 'a list of objects', spec);
  const { name, shape, dtype, quantization } = spec;
  if (typeof name !== 'string') throw wrong(`${place}.weights, name`, 'a text', name);
  const isSize = (size: unknown) => Number.isSafeInteger(size) && (size as number) >= 0;
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    throw wrong(`the shape of ${name}`, 'a list of whole numbers from 0', shape);
  }
  if (!dtypes.includes(dtype as string)) {
    throw wrong(`the dtype of ${name}`, dtypes.join(', '), dtype);
  }
  if (quantization !== undefined) checkQuantization(name, quantization);
  return spec as unknown as tf.io.WeightsManifestEntry;
}

function checkQuantization(name: string, value: unknown): void {
  const { dtype, scale, min } = isObject(value) ? value : {};
  const isScaled = Number.isFinite(scale) && Number.isFinite(min);
  if (!quantized.includes(dtype as string) || !(dtype === 'float16' || isScaled)) {
    throw wrong(
      `the quantization of ${name}`,
      `${quantized.join(', ')} with a scale and a min`,
      value,
    );
  }
}

function bytesOf({ shape, dtype, quantization }: tf.io.WeightsManifestEntry): number {
  const stored = (quantization?.dtype ?? dtype) as keyof typeof sizes;
  return shape.reduce((product, size) => product * size, sizes[stored]);
}
