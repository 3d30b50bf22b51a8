import type { io } from '@tensorflow/tfjs-core';

type Entry = io.WeightsManifestEntry;

/**
 * The entries of a manifest and the bytes of their weights. Those of more than `most` numbers are stored in a byte each, as
 * tf.js's converter does it: q · scale + min.
 */
export function quantized(
  entries: readonly Entry[],
  weights: ArrayBuffer,
  most: number,
): { readonly entries: Entry[]; readonly bytes: Uint8Array } {
  let end = 0;
  const stored = entries.map((entry) => {
    const start = end;
    end += 4 * entry.shape.reduce((product, length) => product * length, 1);
    const values = new Float32Array(weights.slice(start, end));
    return values.length > most ? asBytes(entry, values) : { entry, bytes: bytesOf(values) };
  });
  return {
    entries: stored.map(({ entry }) => entry),
    bytes: Buffer.concat(stored.map(({ bytes }) => bytes)),
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
