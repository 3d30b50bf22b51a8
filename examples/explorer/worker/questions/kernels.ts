import * as tf from '@tensorflow/tfjs-core';
import { figuresOf } from '../figures';
import { kernelOf } from '../kernelOf';
import type { Figure, KernelsQuestion, ShownKernel } from '../protocol';
import { colouringOf, spectraOf } from '../spectra';
import { openedOf, type Study } from '../study';

/** Frequencies a side of a spectrum. */
const SIDE = 32;

/** Kernels drawn at random, in both domains. */
export async function kernels(study: Study, question: KernelsQuestion): Promise<ShownKernel[]> {
  const { model } = openedOf(study);
  const { source, seed, count, part, order } = question;
  const kernel = kernelOf(model, source);
  const drawn = drawPairs(kernel.shape, count, seed);
  const planes = tf.tidy(() => tf.gather(pairsFirst(kernel), tf.tensor1d(drawn, 'int32')));
  kernel.dispose();
  const rows = kernel.shape[0] === 1 ? 1 : SIDE;
  const spectra = spectraOf(planes, part, [rows, SIDE]);
  const energy = spectraOf(planes, 'magnitude', [rows, SIDE]);
  try {
    const tiles = await figuresOf(planes, 'signed');
    const shown = await figuresOf(spectra, colouringOf(part));
    const energies = (await energy.data()) as Float32Array;
    const outputs = kernel.shape[3];
    const found = drawn.map((pair, i): ShownKernel => {
      const tile = tiles[i] as Figure;
      return {
        ...{ input: Math.floor(pair / outputs), output: pair % outputs },
        norm: Math.hypot(...tile.field.values),
        ...directionOf(energies.subarray(i * rows * SIDE, (i + 1) * rows * SIDE)),
        ...{ kernel: tile, spectrum: shown[i] as Figure },
      };
    });
    return order === 'drawn' ? found : found.sort((a, b) => b[order] - a[order]);
  } finally {
    tf.dispose([planes, spectra, energy]);
  }
}

/** HWIO to [inputs · outputs, h, w]. */
function pairsFirst(kernel: tf.Tensor4D): tf.Tensor3D {
  const [h, w, inputs, outputs] = kernel.shape;
  return tf.tidy(() => tf.transpose(tf.reshape(kernel, [h, w, inputs * outputs]), [2, 0, 1]));
}

/** Different pairs of channels, by a linear congruential generator. */
function drawPairs(
  [, , inputs, outputs]: readonly number[],
  count: number,
  seed: number,
): number[] {
  const all = (inputs as number) * (outputs as number);
  const chosen = new Set<number>();
  let state = seed >>> 0;
  while (chosen.size < Math.min(count, all)) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    chosen.add(Math.floor((state / 2 ** 32) * all));
  }
  return [...chosen];
}

/** Where the energy of a shifted log magnitude lies: its principal direction and its mean frequency. */
function directionOf(logMagnitudes: Float32Array): { orientation: number; band: number } {
  let [total, uu, uv, vv, radius] = [0, 0, 0, 0, 0];
  const rows = logMagnitudes.length / SIDE;
  for (const [at, value] of logMagnitudes.entries()) {
    const u = (Math.floor(at / SIDE) - Math.floor(rows / 2)) / rows;
    const v = ((at % SIDE) - SIDE / 2) / SIDE;
    const energy = Math.expm1(value) ** 2;
    total += energy;
    uu += energy * u * u;
    uv += energy * u * v;
    vv += energy * v * v;
    radius += energy * Math.hypot(u, v);
  }
  const angle = (90 / Math.PI) * Math.atan2(2 * uv, vv - uu);
  return { orientation: (angle + 180) % 180, band: total > 0 ? radius / total : 0 };
}
