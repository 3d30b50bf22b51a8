import type { io } from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import { joined } from '../files/joined';
import type { ModelFiles } from '../files/modelFiles';
import { namedWeights } from './namedWeights';
import type { WeightStore } from './weightStore';
import { bytesOf, weightsFrom } from './weightsFrom';

interface Group {
  readonly paths: readonly string[];
  readonly weights: readonly io.WeightsManifestEntry[];
}

/** The weights that a model.json names, read from the files beside it. */
export async function manifestWeights(manifest: unknown, files: ModelFiles): Promise<WeightStore> {
  const { specs, data } = await readManifest(manifest, files);
  return namedWeights(weightsFrom(specs, new Uint8Array(data)));
}

/** The bytes of all weights, in the order of their descriptions. */
export async function readManifest(
  manifest: unknown,
  files: ModelFiles,
): Promise<{ specs: readonly io.WeightsManifestEntry[]; data: ArrayBuffer }> {
  const groups = groupsOf(manifest);
  if (!files.anyPaths) for (const path of groups.flatMap(({ paths }) => paths)) checkPath(path);
  const parts: Uint8Array[] = [];
  for (const group of groups) parts.push(await bytesOfGroup(group, files));
  return {
    specs: groups.flatMap(({ weights }) => weights),
    // a copy of no more than what they need
    data: joined(parts).slice().buffer as ArrayBuffer,
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
  return manifest as readonly Group[];
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
    `the paths of weightsManifest must stay in the model's folder, unless the option anyPaths is set, but one is ${shown(path)}`,
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
  // files may be filled up with zeros
  const isRight = bytes.length >= needed && bytes.subarray(needed).every((byte) => byte === 0);
  check(
    isRight,
    `the weights ${paths.map((path) => shown(path)).join(', ')} must have ${needed} bytes, but they have ${bytes.length}`,
  );
  return bytes.subarray(0, needed);
}
