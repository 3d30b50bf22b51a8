import * as tf from '@tensorflow/tfjs-core';
import { quickRun } from '../fourier/quickConvolution';
import { widest } from '../fourier/unitPatches';
import { unitResponses } from '../fourier/unitResponses';
import { check } from '../internal/check';
import { sizeAfter } from '../model/linearMap';
import { chainJvp } from './convolutionJvp';
import {
  type InputShapeOptions,
  type LinearChain,
  type LinearLayers,
  type Link,
  linearChain,
} from './linearChain';
import { type Pixel, placesOf } from './pixels';
import { type Located, unitAxis } from './unitAxis';

export interface ConvolutionJacobianOptions extends InputShapeOptions {
  /** The inputs that are meant. Default: all, in order. */
  readonly pixels?: readonly Pixel[] | undefined;
  /** What the result may take, in bytes. Default: 2²⁸, 256 MiB. */
  readonly maxBytes?: number | undefined;
}

/**
 * ∂g/∂x, the answers of g's linear part to inputs that are 1 at one pixel: in the interior the kernel of the whole,
 * shifted, and at the borders what the zeros around the image make of it. Few answers are computed, the others are these
 * in another place.
 *
 * @param g linear layers of any kind that fuseModel knows, or kernels (stride 1, padding 'same')
 * @returns [pixels, ...shape of g(x)]
 * @throws on layers that are not linear or not known, pixels outside x, where the size of x is not known, and on a result
 *   of more than `maxBytes`
 */
export function convolutionJacobian(
  g: LinearLayers,
  { pixels, maxBytes = 2 ** 28, ...options }: ConvolutionJacobianOptions = {},
): tf.Tensor {
  const caller = 'convolutionJacobian';
  return tf.tidy(() => {
    const chain = linearChain(caller, g, options);
    const places = placesOf(caller, pixels, chain.inputShape);
    checkBytes(caller, [places.length, ...chain.outputShape], maxBytes);
    const [link, ...others] = chain.links;
    const rows =
      link && others.length === 0 ? shiftedUnits(link, places) : unitsThrough(chain, places);
    return tf.reshape(rows, [places.length, ...chain.outputShape]);
  });
}

/** Refuses a result that is too large, with the way out. */
function checkBytes(caller: string, shape: readonly number[], maxBytes: number): void {
  const bytes = 4 * tf.util.sizeFromShape([...shape]);
  const mebi = (n: number) => `${Math.ceil(n / 2 ** 20)} MiB`;
  check(
    bytes <= maxBytes,
    caller,
    `∂g/∂x of shape [${shape.join(', ')}] would take ${mebi(bytes)}, more than maxBytes, ${mebi(maxBytes)}: ` +
      'ask for some pixels, or for its product with a vector by convolutionVjp or convolutionJvp',
  );
}

/** Every unit through all links. */
function unitsThrough(chain: LinearChain, places: readonly number[]): tf.Tensor {
  const sizes = chain.links.flatMap(({ maps, size }) => [size, sizeAfter(maps, size)]);
  const most = Math.max(1, ...sizes.map(([rows, columns, channels]) => rows * columns * channels));
  return unitResponses((units) => chainJvp(chain, units), chain.inputShape, places, most);
}

/** Joined so many at a time: backends limit what one operation takes. */
const JOINED = 256;

function shiftedUnits({ maps, size }: Link, places: readonly number[]): tf.Tensor {
  const [rows, columns, channels] = size;
  const [down, across] = [unitAxis(maps, 0, rows), unitAxis(maps, 1, columns)];
  const located = places.map((place) => {
    const pixel = Math.floor(place / channels);
    const row = down.locate(Math.floor(pixel / columns));
    const column = across.locate(pixel % columns);
    const unit = (row.unit * across.inputs + column.unit) * channels + (place % channels);
    return { unit, row, column };
  });
  const units = [...new Set(located.map(({ unit }) => unit))];
  const responses = unitResponses(
    (images) => quickRun(maps, images as tf.Tensor4D),
    [down.inputs, across.inputs, channels],
    units,
    down.inputs * across.inputs * widest(maps, channels),
  );
  const index = new Map(units.map((unit, i) => [unit, i]));
  const [height, width] = sizeAfter(maps, size);
  const answersTo = ({ unit, row, column }: (typeof located)[number]) =>
    moved(responses, index.get(unit) as number, [row, column], [height, width]);
  const parts: tf.Tensor[] = [];
  for (let first = 0; first < located.length; first += JOINED) {
    const some = located.slice(first, first + JOINED);
    parts.push(tf.tidy(() => tf.concat(some.map(answersTo), 0)));
  }
  return tf.concat(parts, 0);
}

/** The answers to one unit at their place among so many. */
function moved(
  responses: tf.Tensor4D,
  index: number,
  [row, column]: readonly [Located, Located],
  [height, width]: readonly [number, number],
): tf.Tensor4D {
  const channels = responses.shape[3];
  if (row.count === 0 || column.count === 0) return tf.zeros([1, height, width, channels]);
  const answers = tf.slice(
    responses,
    [index, row.first, column.first, 0],
    [1, row.count, column.count, channels],
  );
  const around = ({ first, count, shift }: Located, length: number): [number, number] => [
    first + shift,
    length - first - shift - count,
  ];
  return tf.pad(answers, [[0, 0], around(row, height), around(column, width), [0, 0]]);
}
