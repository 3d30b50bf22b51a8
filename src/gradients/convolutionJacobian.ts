import * as tf from '@tensorflow/tfjs-core';
import { opByOp } from '../fourier/fusion/quickRun';
import { widest } from '../fourier/fusion/unitPatches';
import { unitResponses } from '../fourier/fusion/unitResponses';
import { MOST_BYTES } from '../internal/checkSize';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';
import { sizeAfter } from '../linear/linearOp';
import { checkBytes, maxBytesKind } from './checkBytes';
import { throughRuns } from './convolutionJvp';
import {
  type InputShapeOptions,
  inputShapeKinds,
  type LinearLayers,
  type LinearRuns,
  linearRuns,
  type SizedRun,
} from './linearRuns';
import { countOf, type Pixel, pixelsKind, placesOf } from './pixel';
import { unitAxis } from './unitAxis';

export interface ConvolutionJacobianOptions extends InputShapeOptions {
  /** The inputs that are meant. Default: all, in order. */
  readonly pixels?: readonly Pixel[] | undefined;
  /** What the result may take, in bytes: up to 2³², 4 GiB. Default: 2²⁸, 256 MiB. */
  readonly maxBytes?: number | undefined;
}

const kinds: KindsOf<ConvolutionJacobianOptions> = {
  ...inputShapeKinds,
  pixels: pixelsKind,
  maxBytes: maxBytesKind,
};

/**
 * ∂g/∂x, the outputs of g's linear part to inputs that are 1 at one pixel: in the interior the kernel of the whole,
 * shifted, and at the borders what the zeros around the image make of it. Few outputs are computed, the others are
 * these in another place. The closed form of the source document, borders included.
 *
 * @param g linear layers of any kind that fuseModel knows, or kernels (stride 1, padding 'same')
 * @returns [pixels, ...shape of g(x)]
 * @throws on layers that are not linear or not known, pixels outside x, where the size of x is not known, and on a result
 *   of more than `maxBytes`
 * @example
 * const { g } = splitModel(linearModel);
 * const centre = convolutionJacobian(g, { pixels: [[4, 4, 0]] });
 * centre.shape; // → [1, 8, 8, 2]
 */
export function convolutionJacobian(
  g: LinearLayers,
  options: ConvolutionJacobianOptions = {},
): tf.Tensor {
  return named('convolutionJacobian', () => {
    const { pixels, maxBytes, inputShape } = optionsOf(options, kinds);
    return tf.tidy(() => runsJacobian(linearRuns(g, inputShape), pixels, maxBytes));
  });
}

/** The same through a chain that has been read. */
export function runsJacobian(
  chain: LinearRuns,
  pixels: readonly Pixel[] | undefined,
  maxBytes = MOST_BYTES,
): tf.Tensor {
  return tf.tidy(() => {
    const count = countOf(pixels, chain.inputShape);
    checkBytes('∂g/∂x', [count, ...chain.outputShape], maxBytes, wayOut);
    const places = placesOf(pixels, chain.inputShape);
    const [run, ...others] = chain.runs;
    const rows =
      run && others.length === 0 ? shiftedUnits(run, places) : unitsThrough(chain, places);
    return tf.reshape(rows, [places.length, ...chain.outputShape]);
  });
}

const wayOut =
  'ask for some pixels, or for its product with a vector by convolutionVjp or convolutionJvp';

/** Every unit through all links. */
function unitsThrough(chain: LinearRuns, places: readonly number[]): tf.Tensor {
  const sizes = chain.runs.flatMap(({ ops, size }) => [size, sizeAfter(ops, size)]);
  const most = Math.max(1, ...sizes.map(([rows, columns, channels]) => rows * columns * channels));
  return unitResponses((units) => throughRuns(chain, units), chain.inputShape, places, most);
}

/** Joined so many at a time: backends limit what one operation takes. */
const JOINED = 256;

function shiftedUnits({ ops, size }: SizedRun, places: readonly number[]): tf.Tensor {
  const [rows, columns, channels] = size;
  const [down, across] = [unitAxis(ops, 0, rows), unitAxis(ops, 1, columns)];
  const located = places.map((place) => {
    const pixel = Math.floor(place / channels);
    const row = down.locate(Math.floor(pixel / columns));
    const column = across.locate(pixel % columns);
    const unit = (row.unit * across.inputs + column.unit) * channels + (place % channels);
    return { unit, shifts: [row.shift, column.shift] as const };
  });
  const units = [...new Set(located.map(({ unit }) => unit))];
  const responses = unitResponses(
    (images) => opByOp(ops, images as tf.Tensor4D),
    [down.inputs, across.inputs, channels],
    units,
    down.inputs * across.inputs * widest(ops, channels),
  );
  const one = new Map(
    units.map((unit, i) => [unit, tf.slice(responses, [i, 0, 0, 0], [1, -1, -1, -1])]),
  );
  const [height, width] = sizeAfter(ops, size);
  const around = (shift: number, small: number, length: number): [number, number] => [
    shift,
    length - small - shift,
  ];
  const answersTo = ({ unit, shifts: [y, x] }: (typeof located)[number]) =>
    tf.pad(one.get(unit) as tf.Tensor4D, [
      ...[[0, 0] as [number, number], around(y, down.outputs, height)],
      ...[around(x, across.outputs, width), [0, 0] as [number, number]],
    ]);
  const parts: tf.Tensor[] = [];
  for (let first = 0; first < located.length; first += JOINED) {
    const some = located.slice(first, first + JOINED);
    parts.push(tf.tidy(() => tf.concat(some.map(answersTo), 0)));
  }
  return tf.concat(parts, 0);
}
