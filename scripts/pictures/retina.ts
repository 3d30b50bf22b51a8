import * as tf from '@tensorflow/tfjs-core';
import { centralCrop, clahe, cropToContent, padToSquare, randomRotation, toPng } from 'fourier-xai';
import { drawnFundus } from './drawnFundus';
import type { Picture } from './picture';
import { smallPng } from './smallPng';

const SIZE = 120;
const GAP = 4;

/** Images of one height, side by side on white. */
function beside(images: readonly tf.Tensor3D[]): tf.Tensor3D {
  const parts = images.flatMap((image, i) =>
    i === 0 ? [image] : [tf.ones<tf.Rank.R3>([image.shape[0], GAP, 3]), image],
  );
  return tf.concat(parts, 1);
}

const resized = (image: tf.Tensor3D, rows: number, columns: number): tf.Tensor3D =>
  tf.image.resizeBilinear(image, [rows, columns], false, true);

async function steps(): Promise<Uint8Array> {
  const raw = drawnFundus(240, 360);
  const cropped = await cropToContent(tf.slice(raw, [20, 0, 0], [200, 360, 3]));
  const photograph = resized(tf.slice(raw, [20, 0, 0], [200, 360, 3]), SIZE, 216);
  const square = resized(padToSquare(cropped), SIZE, SIZE);
  const [rows, columns] = cropped.shape;
  const own = resized(cropped, SIZE, Math.round((SIZE * columns) / rows));
  const evened = clahe(square, { clipLimit: 2, luminance: true });
  return smallPng(await toPng(beside([photograph, own, square, evened])));
}

async function rotations(): Promise<Uint8Array> {
  const image = clahe(resized(drawnFundus(240, 240), SIZE, SIZE), {
    clipLimit: 2,
    luminance: true,
  });
  const epochs = Array.from({ length: 6 }, (_, epoch) => epoch + 10);
  const turned = (seed: number) => {
    const middle = centralCrop(randomRotation(image, { seed }), 0.9);
    return resized(middle, 80, 80);
  };
  const rows = [() => turned(2), turned].map((of) => beside(epochs.map(of)));
  const line = tf.ones<tf.Rank.R3>([GAP, (rows[0] as tf.Tensor3D).shape[1], 3]);
  return smallPng(
    await toPng(tf.concat([rows[0] as tf.Tensor3D, line, rows[1] as tf.Tensor3D], 0)),
  );
}

/** How a photograph becomes an image, and what epochs see of one that is rotated. */
export const retina: readonly Picture[] = [
  { name: 'retina-steps.png', make: steps },
  { name: 'retina-rotations.png', make: rotations },
];
