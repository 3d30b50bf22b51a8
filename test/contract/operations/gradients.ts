import * as tf from '@tensorflow/tfjs-core';
import {
  chainRule,
  convolutionJacobian,
  convolutionJacobianSpectrum,
  convolutionJvp,
  convolutionVjp,
  headGradient,
  inputGradient,
  jacobian,
  linearOperator,
  pixelBasis,
  pixelBasisSpectrum,
  singularValues,
  spectralNorm,
} from 'fourier-xai';
import { documentModel } from '../../../support/models';
import { randomArray, randomTensor } from '../../../support/random';
import stored from '../../fixtures/singularValues.json';
import { naiveDft2 } from '../../helpers/naiveDft';
import { naiveGradient } from '../../helpers/naiveModel';
import { deviceConvolutions, hostConvolutions, naiveJacobian } from '../../helpers/naiveStack';
import type { Case } from './operation';

/** Two layers of padding 'same'. */
const stack = hostConvolutions([{ filter: [3, 2, 1, 2] }, { filter: [2, 3, 2, 2] }], 5);
const kernels = () => deviceConvolutions(stack).map(({ kernel }) => kernel);
const [ROWS, COLUMNS] = [6, 7];
const rowsOf = () => naiveJacobian([1, ROWS, COLUMNS, 1], stack);
const inside = 3 * COLUMNS + 3;

const c = randomArray(ROWS * COLUMNS * 2, 8);
const t = randomArray(ROWS * COLUMNS, 9);

type Stored = (typeof stored)[number];
const [first, several] = stored as [Stored, Stored];
const kernelOf = ({ kernel, shape }: Stored) =>
  tf.tensor4d(kernel, shape as [number, number, number, number]);
const sizeOf = ({ size }: Stored) => size as [number, number];

const classifier = () => documentModel(5, [2, 3], 4);
const x = () => randomTensor<tf.Rank.R4>([2, 5, 5, 1], 6);
const logitGradient = async () =>
  (await naiveGradient(classifier().layers, x(), [1, 0], { probabilities: false })).gradient;

export const gradients: Case[] = [
  {
    name: 'convolutionVjp',
    actual: () => convolutionVjp(kernels(), tf.tensor4d(c, [1, ROWS, COLUMNS, 2])),
    expected: () => rowsOf().map((row) => row.reduce((sum, v, i) => sum + v * c[i]!, 0)),
  },
  {
    name: 'linearOperator',
    actual: () => {
      const operator = linearOperator(kernels(), { inputShape: [ROWS, COLUMNS] });
      const y = tf.tensor4d(c, [1, ROWS, COLUMNS, 2]);
      // twice there and back
      const x = operator.vjp(operator.forward(operator.vjp(y)));
      operator.dispose();
      return x;
    },
    expected: () => {
      const rows = rowsOf();
      const back = (at: ArrayLike<number>) =>
        rows.map((row) => row.reduce((sum, v, i) => sum + v * at[i]!, 0));
      const x = back(c);
      const y = Array.from(c, (_, j) => rows.reduce((sum, row, i) => sum + row[j]! * x[i]!, 0));
      return back(y);
    },
  },
  {
    name: 'convolutionJvp',
    actual: () => convolutionJvp(kernels(), tf.tensor4d(t, [1, ROWS, COLUMNS, 1])),
    expected: () =>
      rowsOf().reduce<number[]>(
        (sums, row, i) => sums.map((sum, j) => sum + row[j]! * t[i]!),
        new Array<number>(c.length).fill(0),
      ),
  },
  {
    name: 'convolutionJacobian',
    actual: () => convolutionJacobian(kernels(), { inputShape: [ROWS, COLUMNS] }),
    expected: () => rowsOf().flat(),
  },
  {
    name: 'convolutionJacobianSpectrum',
    actual: () =>
      convolutionJacobianSpectrum(kernels(), { inputShape: [ROWS, COLUMNS], pixels: [[3, 3, 0]] }),
    expected: () => {
      const channels = [0, 1].map((channel) => {
        const plane = rowsOf()[inside]!.filter((_, i) => i % 2 === channel);
        return naiveDft2({ real: plane }, [ROWS, COLUMNS]);
      });
      const part = (name: 'real' | 'imag') =>
        channels[0]![name].flatMap((value, i) => [value, channels[1]![name][i]!]);
      return { real: part('real'), imag: part('imag') };
    },
  },
  {
    name: 'jacobian',
    actual: () => jacobian((g) => tf.sum(tf.pow(g, 5)), tf.mul(tf.scalar(3), tf.tensor1d([3, 4]))),
    expected: () => [32805, 103680],
  },
  {
    name: 'singularValues',
    actual: () => singularValues(kernelOf(first), sizeOf(first)),
    expected: () => first.values,
  },
  {
    name: 'spectralNorm',
    actual: () => spectralNorm(kernelOf(several), sizeOf(several)),
    expected: () => [Math.max(...several.values)],
  },
  {
    name: 'pixelBasis',
    actual: () => pixelBasis([2, 3]),
    expected: () => Array.from({ length: 36 }, (_, i) => Number(i % 7 === 0)),
  },
  {
    name: 'pixelBasisSpectrum',
    actual: () => pixelBasisSpectrum([2, 3]),
    expected: () => {
      const all = Array.from({ length: 6 }, (_, pixel) =>
        naiveDft2({ real: Array.from({ length: 6 }, (__, i) => Number(i === pixel)) }, [2, 3]),
      );
      return { real: all.flatMap((one) => one.real), imag: all.flatMap((one) => one.imag) };
    },
  },
  {
    name: 'inputGradient',
    actual: () => inputGradient(classifier(), x(), { target: [1, 0] }),
    expected: logitGradient,
  },
  {
    name: 'inputGradient of probabilities of the predicted classes',
    actual: () => inputGradient(classifier(), x(), { output: 'probabilities' }),
    expected: async () => (await naiveGradient(classifier().layers, x(), 'predicted')).gradient,
    tolerance: 1e-4,
  },
  {
    name: 'headGradient',
    actual: () =>
      headGradient(
        (g) => tf.matMul(tf.square(g as tf.Tensor2D), tf.eye(2)),
        tf.tensor2d([[3, 4]]),
        {
          target: 1,
        },
      ),
    expected: () => [0, 8],
  },
  {
    name: 'chainRule',
    actual: () => chainRule(classifier(), x(), { target: [1, 0] }).inputGradient,
    expected: logitGradient,
  },
];
