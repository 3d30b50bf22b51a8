import * as tf from '@tensorflow/tfjs-core';
import { type Given, type Makers, throwOwn } from './shared';

const disposed = (x: tf.Tensor): tf.Tensor => {
  x.dispose();
  return x;
};

/** A copy of the shape with one side changed; an axis that there is not counts from the end. */
const sideOf = (own: tf.Tensor, axis: number, change: (side: number) => number): number[] =>
  own.shape.map((side, i) => (i === axis % Math.max(own.rank, 1) ? change(side) : side));

const ofTexts = ({ shape, size }: tf.Tensor) =>
  tf.tensor(new Array<string>(size).fill('a'), shape, 'string');

/** Where the backend has no complex numbers, of texts. */
const ofComplex = (own: tf.Tensor): tf.Tensor =>
  tf.getKernel('Complex', tf.getBackend())
    ? tf.complex(tf.zeros(own.shape), tf.ones(own.shape))
    : ofTexts(own);

const changed: Readonly<Record<string, (own: tf.Tensor) => tf.Tensor>> = {
  copy: (own) => tf.clone(own),
  disposed: (own) => disposed(tf.clone(own)),
  int32: (own) => tf.cast(own, 'int32'),
  bool: (own) => tf.cast(own, 'bool'),
  complex64: ofComplex,
  string: ofTexts,
  nan: (own) => tf.fill(own.shape, Number.NaN),
  infinite: (own) => tf.fill(own.shape, Number.POSITIVE_INFINITY),
  huge: (own) => tf.fill(own.shape, 3e38),
  tiny: (own) => tf.fill(own.shape, 1e-42),
  zeros: (own) => tf.zeros(own.shape),
  negative: (own) => tf.neg(own),
  higher: (own) => tf.expandDims(own, 0),
  deeper: (own) => tf.expandDims(own, -1),
  lower: (own) => tf.reshape(own, [own.size]),
  scalar: () => tf.scalar(0.5),
  ...Object.fromEntries(
    [0, 1, 2, 3].flatMap((axis) => [
      [`empty${axis}`, (own: tf.Tensor) => tf.zeros(sideOf(own, axis, () => 0))],
      [`bigger${axis}`, (own: tf.Tensor) => tf.ones(sideOf(own, axis, (side) => side + 1))],
      [`one${axis}`, (own: tf.Tensor) => tf.ones(sideOf(own, axis, () => 1))],
      [`long${axis}`, (own: tf.Tensor) => tf.ones(sideOf(own, axis, () => 61))],
    ]),
  ),
};

const tracked = (given: Given, make: () => tf.Tensor): tf.Tensor => {
  const x = tf.tidy(make);
  given.tensors.push(x);
  return x;
};

const small = (given: Given) => tracked(given, () => tf.ones([2, 2]));

/** Tensors as the right one but for one thing; where there is no tensor in the right call, one of 2 x 2. */
export const tensors: Makers = {
  ...Object.fromEntries(
    Object.entries(changed).map(([name, change]) => [
      `tensor:${name}`,
      (own: unknown, given: Given) =>
        tracked(given, () => change(own instanceof tf.Tensor ? own : tf.ones([2, 2]))),
    ]),
  ),
  'tensor:list': (_, given) => [small(given), small(given)],
  'tensor:listOfDisposed': (_, given) => [disposed(small(given))],
  'tensor:pair': (_, given) => ({ real: small(given), imag: small(given) }),
  'tensor:oddPair': (_, given) => ({
    real: small(given),
    imag: tracked(given, () => tf.ones([3])),
  }),
  'tensor:generator': (own, given) =>
    (function* () {
      yield own instanceof tf.Tensor ? tracked(given, () => tf.clone(own)) : small(given);
    })(),
  'tensor:generatorThrows': (_, given) =>
    // biome-ignore lint/correctness/useYield: it throws before
    (function* (): Generator<tf.Tensor> {
      throwOwn(given);
    })(),
};

/** `zeros:2,3:int32`: of a shape and a dtype. */
export function zerosOf(text: string, given: Given): tf.Tensor {
  const [, shape = '', dtype = 'float32'] = text.split(':');
  const sides = shape === '' ? [] : shape.split(',').map(Number);
  return tracked(given, () => tf.zeros(sides, dtype as 'float32'));
}
