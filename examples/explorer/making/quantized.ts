import type { io } from '@tensorflow/tfjs-core';

type Entry = io.WeightsManifestEntry;

/** Weights of more numbers than this are stored in a byte each, as tf.js's converter does it: q · scale + min. */
const MOST = 100_000;

/** The entries of a manifest and the bytes of their weights, large ones as bytes. */
export function quantized(
  entries: readonly Entry[],
  weights: ArrayBuffer,
): { readonly entries: Entry[]; readonly bytes: Uint8Array } {
  let end = 0;
  const stored = entries.map((entry) => {
    const start = end;
    end += 4 * entry.shape.reduce((product, length) => product * length, 1);
    const values = new Float32Array(weights.slice(start, end));
    return values.length > MOST ? asBytes(entry, values) : { entry, bytes: bytesOf(values) };
  });
  return {
    entries: stored.map(({ entry }) => entry),
    bytes: Uint8Array.from(stored.flatMap(({ bytes }) => [...bytes])),
  };
}

const bytesOf = ({ buffer }: Float32Array<ArrayBuffer>) => new Uint8Array(buffer);

function asBytes(entry: Entry, values: Float32Array) {
  const [min, max] = values.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as [number, number],
  );
  const scale = (max - min) / 255 || 1;
  const bytes = Uint8Array.from(values, (value) => Math.round((value - min) / scale));
  return {
    entry: { ...entry, quantization: { dtype: 'uint8' as const, scale, min } },
    bytes,
  };
}
