import { io, type NamedTensorMap } from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { ModelFiles } from '../files/modelFiles';
import { namedWeights } from './namedWeights';
import type { StoredWeight, WeightStore } from './weightStore';

interface Group {
  readonly paths: readonly string[];
  readonly weights: readonly io.WeightsManifestEntry[];
}

/** The weights that a model.json names, read from the files beside it. */
export async function manifestWeights(manifest: unknown, files: ModelFiles): Promise<WeightStore> {
  const { specs, data } = await readManifest(manifest, files);
  return namedWeights(await readAll(io.decodeWeights(data, [...specs])));
}

/** The bytes of all weights, in the order of their descriptions. */
export async function readManifest(
  manifest: unknown,
  files: ModelFiles,
): Promise<{ specs: readonly io.WeightsManifestEntry[]; data: ArrayBuffer }> {
  const groups = groupsOf(manifest);
  const parts: Uint8Array[] = [];
  for (const group of groups) parts.push(await bytesOfGroup(group, files));
  return {
    specs: groups.flatMap(({ weights }) => weights),
    data: joined(parts).buffer as ArrayBuffer,
  };
}

function groupsOf(manifest: unknown): readonly Group[] {
  const isGroup = (group: unknown): boolean => {
    const { paths, weights } = (group ?? {}) as Partial<Group>;
    return (
      Array.isArray(paths) &&
      Array.isArray(weights) &&
      paths.every(isPath) &&
      weights.every(isEntry)
    );
  };
  check(
    Array.isArray(manifest) && manifest.every(isGroup),
    `weightsManifest must be a list of { paths, weights }, but it is ${shown(manifest)}`,
  );
  const groups = manifest as readonly Group[];
  for (const path of groups.flatMap(({ paths }) => paths)) checkPath(path);
  return groups;
}

const isPath = (path: unknown): boolean => typeof path === 'string' && path !== '';

const isEntry = (entry: unknown): boolean => {
  const { name, shape, dtype } = (entry ?? {}) as Partial<io.WeightsManifestEntry>;
  const isSize = (size: unknown) => Number.isSafeInteger(size) && (size as number) >= 0;
  return (
    typeof name === 'string' &&
    typeof dtype === 'string' &&
    Array.isArray(shape) &&
    shape.every(isSize)
  );
};

/** Weights lie in the model's own folder or below it. */
function checkPath(path: string): void {
  const decoded = decode(path);
  const isInside = ![path, decoded].some(
    (one) => /^([a-z][a-z\d+.-]*:|[/\\])/i.test(one) || one.split(/[/\\]/).includes('..'),
  );
  check(
    isInside,
    `the paths of weightsManifest must stay in the model's folder, but one is ${shown(path)}`,
  );
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

async function bytesOfGroup({ paths, weights }: Group, files: ModelFiles): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const path of paths) {
    const part = await files.read(path);
    check(
      part !== undefined,
      `${files.name} names the weights ${shown(path)}, but that file is not there`,
    );
    parts.push(part as Uint8Array);
  }
  const bytes = joined(parts);
  const needed = weights.reduce((sum, entry) => sum + bytesOf(entry), 0);
  check(
    bytes.length >= needed,
    `the weights ${paths.map((path) => shown(path)).join(', ')} must have ${needed} bytes, but they have ${bytes.length}`,
  );
  // some converters fill the last file up
  return bytes.subarray(0, needed);
}

/** What a value takes in the file. */
const sizes: Readonly<Record<string, number>> = {
  ...{ float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2, complex64: 8 },
};

function bytesOf({ name, shape, dtype, quantization }: io.WeightsManifestEntry): number {
  const size = sizes[quantization?.dtype ?? dtype];
  check(
    size !== undefined && dtype !== 'complex64',
    `the weight ${shown(name)} must hold numbers, but its dtype is ${shown(dtype)}`,
  );
  return shape.reduce((product, length) => product * length, size as number);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

async function readAll(tensors: NamedTensorMap): Promise<StoredWeight[]> {
  const stored: StoredWeight[] = [];
  for (const [name, tensor] of Object.entries(tensors)) {
    const values = Float32Array.from(await tensor.data());
    stored.push({ name, shape: tensor.shape, values: () => values });
    tensor.dispose();
  }
  return stored;
}
