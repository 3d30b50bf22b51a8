import * as tf from '@tensorflow/tfjs-core';
import { convolutionJacobian, convolutionVjp, linearOperator } from 'fourier-xai';
import { randomTensor } from '../../support/random';
import type { Contest, Group, Match } from '../contest';

/** g(x) of the source document, and a smaller one. */
const documents = [32, 64, 128];
const small = [4, 8, 16];

const SIDE = 28;

export const jacobians: Group = (backend) => {
  const reaches = backend === 'wasm';
  const vjp = (filters: readonly number[], batch: number, reach?: number): Contest => ({
    ...{ group: 'jacobians', what: 'convolutionVjp', backend, sizes: sizes(filters, batch) },
    ...{ reach: reaches ? reach : undefined, prepare: () => vjpAgainstGradient(filters, batch) },
  });
  const prepared = (filters: readonly number[], batch: number, reach?: number): Contest => ({
    ...{ group: 'jacobians', what: 'linearOperator.vjp', backend, sizes: sizes(filters, batch) },
    ...{ reach: reaches ? reach : undefined, prepare: () => preparedVjp(filters, batch) },
  });
  const forward = (filters: readonly number[], batch: number, reach?: number): Contest => ({
    ...{
      group: 'jacobians',
      what: 'linearOperator.forward',
      backend,
      sizes: sizes(filters, batch),
    },
    ...{ reach: reaches ? reach : undefined, prepare: () => preparedForward(filters, batch) },
  });
  const rows = [
    ...[vjp(small, 1), prepared(small, 1), forward(small, 1)],
    ...[vjp(documents, 1, 10), prepared(documents, 1, 8), forward(documents, 1, 4)],
  ];
  // these take tf.grad minutes on cpu
  if (backend === 'cpu') return rows;
  const jacobian: Contest = {
    ...{ group: 'jacobians', what: 'convolutionJacobian', backend, sizes: sizes(documents, 1) },
    ...{ reach: reaches ? 1000 : undefined, prepare: () => jacobianAgainstRows(documents) },
  };
  return [
    ...[...rows, vjp(documents, 16, 10), prepared(documents, 16, 8), forward(documents, 16, 6)],
    jacobian,
  ];
};

const sizes = (filters: readonly number[], batch: number) =>
  `${batch}x${SIDE}x${SIDE}, ${filters.join('-')}`;

function stackOf(filters: readonly number[]) {
  const kernels = filters.map((count, i) =>
    randomTensor<tf.Rank.R4>([3, 3, filters[i - 1] ?? 1, count], i + 1),
  );
  const g = (x: tf.Tensor) =>
    kernels.reduce<tf.Tensor>((y, kernel) => tf.conv2d(y as tf.Tensor4D, kernel, 1, 'same'), x);
  return { kernels, g, gradient: tf.grad(g) };
}

function vjpAgainstGradient(filters: readonly number[], batch: number): Match {
  const { kernels, gradient } = stackOf(filters);
  const x = randomTensor([batch, SIDE, SIDE, 1], 7);
  const c = randomTensor([batch, SIDE, SIDE, filters.at(-1) as number], 8);
  return {
    ours: { name: 'convolutionVjp', run: () => [convolutionVjp(kernels, c)] },
    peer: { name: 'tf.grad', run: () => [tf.tidy(() => gradient(x, c))] },
    dispose: () => tf.dispose([kernels, x, c]),
  };
}

function preparedVjp(filters: readonly number[], batch: number): Match {
  const { kernels, gradient } = stackOf(filters);
  const operator = linearOperator(kernels, { inputShape: [SIDE, SIDE] });
  const x = randomTensor([batch, SIDE, SIDE, 1], 7);
  const c = randomTensor([batch, SIDE, SIDE, filters.at(-1) as number], 8);
  return {
    ours: { name: 'linearOperator', run: () => [operator.vjp(c)] },
    peer: { name: 'tf.grad', run: () => [tf.tidy(() => gradient(x, c))] },
    dispose: () => {
      operator.dispose();
      tf.dispose([kernels, x, c]);
    },
  };
}

function preparedForward(filters: readonly number[], batch: number): Match {
  const { kernels, g } = stackOf(filters);
  const operator = linearOperator(kernels, { inputShape: [SIDE, SIDE] });
  const x = randomTensor([batch, SIDE, SIDE, 1], 7);
  return {
    ours: { name: 'linearOperator', run: () => [operator.forward(x)] },
    peer: { name: 'three tf.conv2d', run: () => [tf.tidy(() => g(x))] },
    dispose: () => {
      operator.dispose();
      tf.dispose([kernels, x]);
    },
  };
}

/** Rows of the Jacobian that the peer computes: all would take it an hour. */
const ROWS = 4;

/** All of ∂g/∂x, against some of its rows. */
function jacobianAgainstRows(filters: readonly number[]): Match {
  const { kernels, gradient } = stackOf(filters);
  const x = randomTensor([1, SIDE, SIDE, 1], 7);
  const answers = SIDE * SIDE * (filters.at(-1) as number);
  const chosen = Array.from({ length: ROWS }, (_, i) => Math.floor(((i + 0.5) * answers) / ROWS));
  const shape: [number, number, number, number] = [1, SIDE, SIDE, filters.at(-1) as number];
  const rowOf = (answer: number) => {
    const unit = tf.oneHot(tf.tensor1d([answer], 'int32'), answers);
    return tf.reshape(gradient(x, tf.reshape(tf.cast(unit, 'float32'), shape)), [1, -1]);
  };
  // one-hot columns: slices of columns take longer than the whole Jacobian
  const picked = tf.tidy(() => tf.transpose(tf.oneHot(tf.tensor1d(chosen, 'int32'), answers)));
  const whole = () => {
    const options = { inputShape: [SIDE, SIDE, 1], maxBytes: 2 ** 30 };
    const columns = tf.reshape(convolutionJacobian(kernels, options), [SIDE * SIDE, answers]);
    return tf.transpose(tf.matMul(columns, tf.cast(picked, 'float32')));
  };
  return {
    ours: { name: 'convolutionJacobian', run: () => [tf.tidy(whole)] },
    peer: {
      ...{ name: `tf.grad, row by row (from ${ROWS} rows)`, share: ROWS / answers },
      run: () => [tf.tidy(() => tf.concat(chosen.map(rowOf)))],
    },
    dispose: () => tf.dispose([kernels, x, picked]),
  };
}
