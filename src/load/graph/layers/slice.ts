import * as tf from '@tensorflow/tfjs-core';
import { type Config, GraphLayer, type Sizes } from './graphLayer';

/** Every step-th value from start up to stop of each axis behind the batch, as Python slices: null is up to the end. */
export class Slice extends GraphLayer {
  static readonly className = 'Slice';

  constructor(config: Config) {
    super(config, ['slices']);
  }

  override computeOutputShape([batch = null, ...sizes]: Sizes): Sizes {
    const slices = slicesOf(this);
    return [batch, ...sizes.map((size, i) => lengthOf(size, slices[i] as Range))];
  }

  override of(x: tf.Tensor): tf.Tensor {
    return slicesOf(this).reduce((y, range, i) => sliced(y, i + 1, range), x);
  }
}

const slicesOf = ({ settings }: Slice) => settings['slices'] as unknown as readonly Range[];

type Range = readonly [start: number, stop: number | null, step: number];

/** Counted from the front. */
function ends(size: number, [start, stop]: Range): [first: number, end: number] {
  const at = (place: number) => Math.min(Math.max(place < 0 ? place + size : place, 0), size);
  return [at(start), stop === null ? size : at(stop)];
}

function lengthOf(size: number | null, range: Range): number | null {
  const [start, stop, step] = range;
  if (size === null) {
    return stop !== null && start >= 0 === stop >= 0 ? Math.ceil((stop - start) / step) : null;
  }
  const [first, end] = ends(size, range);
  return Math.max(Math.ceil((end - first) / step), 0);
}

/** tf.stridedSlice has no gradient: steps are an axis of their own. */
function sliced(x: tf.Tensor, axis: number, range: Range): tf.Tensor {
  const size = x.shape[axis] as number;
  const [first] = ends(size, range);
  const length = lengthOf(size, range) as number;
  const step = range[2];
  const along = (list: readonly number[], value: number) =>
    list.map((one, i) => (i === axis ? value : one));
  const zeros = x.shape.map(() => 0);
  if (first === 0 && length === size) return x;
  const part = tf.slice(
    x,
    along(zeros, first),
    along(x.shape, Math.min(length * step, size - first)),
  );
  if (step === 1) return part;
  const lacking = length * step - (part.shape[axis] as number);
  const whole = tf.pad(
    part,
    x.shape.map((_, i) => [0, i === axis ? lacking : 0]),
  );
  const [outer, inner] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)].map(
    tf.util.sizeFromShape,
  ) as [number, number];
  const apart = tf.reshape(whole, [outer, length, step, inner]);
  return tf.reshape(
    tf.slice(apart, [0, 0, 0, 0], [outer, length, 1, inner]),
    along(x.shape, length),
  );
}
