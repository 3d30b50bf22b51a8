import * as tf from '@tensorflow/tfjs-core';
import { fuseKernels } from 'fourier-xai';
import { magnitudeKey, weightKey } from '../shared/colourKey';
import { bothDomains } from '../shared/kernelPictures';
import { convolutionKernels } from '../shared/measures';
import type { Chapter } from '../shared/page';
import { randomKernels } from '../shared/randomKernels';
import type { Analysis } from './analysis';
import { side } from './variants';

const most = 16;

/** Kernels of each layer, drawn by a seed, and fused kernels. */
export async function kernelChapter(
  { variant, model, kernels }: Analysis,
  seed: number,
): Promise<Chapter> {
  const layers = convolutionKernels(model);
  const rows: string[] = [];
  for (const [i, layer] of layers.entries()) {
    rows.push(await drawn(`Layer ${i + 1}`, layer, 10 * seed + i));
  }
  const fused = fuseKernels(layers);
  rows.push(await drawn('All three layers fused', fused, 10 * seed + layers.length));
  tf.dispose(fused);
  return {
    title: `Kernels of the ${variant.name} network, in both domains`,
    lead: `Kernels drawn at random (another --seed draws others). Left: weights, on one scale for each
      picture. Right: log magnitude of their spectra, zero frequency in the middle of each tile, each tile on
      its own scale: bright where the kernel lets frequencies through. Away from the borders, three
      layers in a row do what their fused kernels do: ${kernels.before} kernels become ${kernels.after} larger ones, whose spectra
      can be finer.`,
    body: weightKey + magnitudeKey + rows.join(''),
  };
}

async function drawn(name: string, layer: tf.Tensor4D, seed: number): Promise<string> {
  const [rows, columns, inputs, outputs] = layer.shape;
  const some = await randomKernels(layer, most, seed);
  const [all, shown] = [inputs * outputs, some.shape[3]];
  const title = `${name}: ${shown < all ? `${shown} of ` : ''}${all} kernels of ${rows}x${columns}`;
  const body = await bothDomains(title, some, side);
  some.dispose();
  return body;
}
