import * as tf from '@tensorflow/tfjs-core';
import { hostKernel } from '../../../internal/host/hostKernel';
import type { HostMemory } from '../../../internal/host/hostMemory';
import { itemAt } from '../../../internal/itemAt';
import { inPieces } from '../inPieces';
import { turnedRows } from './turnedRows';

/**
 * Images turned about their centre, bilinear, with zeros outside: by a loop where tensors lie in host memory, else by
 * tf.gather, which has a gradient. tf.image.transform has none, turns the first image of a batch only on cpu, and is
 * missing from tfjs-node.
 *
 * @param x [n, h, w, c], float32
 * @param angles in degrees, one for each image, anticlockwise; an image with 0 is kept
 */
export const rotated = (x: tf.Tensor4D, angles: readonly number[]): tf.Tensor4D =>
  (rotatedOnHost([x], { angles }) as tf.Tensor4D | undefined) ?? rotatedOnDevice(x, angles);

interface Angles {
  readonly angles: readonly number[];
}

const rotatedOnHost = hostKernel('Rotated', rotatedImages);

function rotatedImages(
  memory: HostMemory,
  [x]: readonly tf.TensorInfo[],
  { angles }: Angles,
): tf.TensorInfo {
  const [batch, h, w, c] = (x as tf.TensorInfo).shape as [number, number, number, number];
  const y = memory.output([batch, h, w, c]);
  const [from, to] = [memory.values(x as tf.TensorInfo), memory.values(y)];
  const size = h * w * c;
  for (const [i, angle] of angles.entries()) {
    const [image, result] = [from, to].map((all) => all.subarray(i * size, (i + 1) * size)) as [
      ...[Float32Array, Float32Array],
    ];
    if (angle === 0) result.set(image);
    else rotateImage(image, result, [h, w, c], angle);
  }
  return y;
}

function rotateImage(
  image: Float32Array,
  result: Float32Array,
  [h, w, c]: readonly [number, number, number],
  angle: number,
): void {
  result.fill(0);
  for (let row = 0; row < h; row++) {
    const { places, weights } = turnedRows([h, w], angle, [row, 1]);
    for (const [k, corner] of places.entries())
      addPixels(image, { places: corner, weights: itemAt(weights, k), c }, result, row * w * c);
  }
}

interface Corner {
  readonly places: Int32Array;
  readonly weights: Float32Array;
  readonly c: number;
}

function addPixels(
  image: Float32Array,
  { places, weights, c }: Corner,
  to: Float32Array,
  first: number,
): void {
  for (let i = 0, at = first; i < places.length; i++) {
    const place = (places[i] as number) * c;
    const weight = weights[i] as number;
    if (place >= image.length) {
      at += c;
      continue;
    }
    for (let k = 0; k < c; k++, at++)
      to[at] = (to[at] as number) + weight * (image[place + k] as number);
  }
}

/** The same by tf.gather. */
function rotatedOnDevice(x: tf.Tensor4D, angles: readonly number[]): tf.Tensor4D {
  return tf.tidy(() => {
    const images = tf.unstack(x) as tf.Tensor3D[];
    const turned = images.map((image, i) => {
      const angle = itemAt(angles, i);
      return angle === 0 ? image : gathered(image, angle);
    });
    return tf.stack(turned) as tf.Tensor4D;
  });
}

function gathered(image: tf.Tensor3D, angle: number): tf.Tensor3D {
  const [h, w, c] = image.shape;
  const pixels = tf.concat([tf.reshape(image, [-1, c]), tf.zeros([1, c])]);
  const parts = inPieces(h, w * c, (begin, count) => {
    const { places, weights } = turnedRows([h, w], angle, [begin, count]);
    const corners = places.map((corner, k) =>
      tf.mul(
        tf.gather(pixels, tf.tensor1d(corner, 'int32')),
        tf.tensor2d(itemAt(weights, k), [corner.length, 1]),
      ),
    );
    return corners.reduce((sum, corner) => tf.add(sum, corner));
  });
  return tf.reshape(tf.concat(parts), image.shape);
}
