import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import {
  type Composite,
  composeRules,
  conservationReport,
  epsilonPlus,
  epsilonRule,
  inputGradient,
  lrp,
} from 'fourier-xai';
import { randomTensor } from '../support/random';
import type { Backend, Contest, Match } from './contest';
import { wasmKernels } from './wasmKernels';

const TARGET = 1;

/** What is compared before anything is timed: what becomes of an explanation, and what that should be. */
interface Check {
  made(map: tf.Tensor): tf.Tensor;
  readonly expected: tf.Tensor;
}

interface Explanation {
  readonly what: string;
  /** What it may cost, in forward passes. */
  readonly most: number;
  readonly tolerance: number;
  explain(model: LayersModel, x: tf.Tensor): tf.Tensor;
  check(model: LayersModel, x: tf.Tensor): Promise<Check>;
}

const gradientAt = (model: LayersModel, x: tf.Tensor) =>
  inputGradient(model, x, { target: TARGET });

const mapBy = (rules: Composite) => (model: LayersModel, x: tf.Tensor) =>
  lrp(model, x, { target: TARGET, composite: rules });

/** An ε this small leaves gradient times x, nearly; the work is that of any other. */
const rule = epsilonRule(1e-9);
const byEpsilon = mapBy(composeRules({ convolution: rule, dense: rule }));
const byParts = mapBy(epsilonPlus({ biases: false }));

const explanations: readonly Explanation[] = [
  {
    ...{ what: 'inputGradient', most: 3, tolerance: 0.1, explain: gradientAt },
    check: slopeAlong,
  },
  {
    ...{ what: 'lrp, ε rule', most: 5, tolerance: 1e-2, explain: byEpsilon },
    check: async (model, x) => ({
      made: tf.clone,
      expected: tf.tidy(() => tf.mul(gradientAt(model, x), x)),
    }),
  },
  {
    ...{ what: 'lrp, epsilonPlus', most: 8, tolerance: 1e-2, explain: byParts },
    check: async (model, x) => ({
      made: (map) => tf.sum(map),
      expected: tf.scalar(await logitAt(model, x)),
    }),
  },
];

const STEP = 0.02;

/** The slope along the gradient is its length, if it is right: the difference quotient of the logit tells. */
async function slopeAlong(model: LayersModel, x: tf.Tensor): Promise<Check> {
  const direction = tf.tidy(() => {
    const gradient = gradientAt(model, x);
    return tf.div(gradient, tf.norm(gradient));
  });
  const [above, below] = [1, -1].map((side) =>
    tf.tidy(() => tf.add(x, tf.mul(direction, side * STEP))),
  ) as [tf.Tensor, tf.Tensor];
  const slope = ((await logitAt(model, above)) - (await logitAt(model, below))) / (2 * STEP);
  tf.dispose([above, below]);
  return {
    made: (gradient) => tf.tidy(() => tf.sum(tf.mul(gradient, direction))),
    expected: tf.scalar(slope),
  };
}

async function logitAt(model: LayersModel, x: tf.Tensor): Promise<number> {
  const map = tf.zerosLike(x);
  const [receipt] = await conservationReport(model, x, map, { target: TARGET });
  map.dispose();
  return receipt?.output ?? Number.NaN;
}

/** Explanations of a model against its forward pass: a ratio of 1/3 is a price of three forward passes. */
export const explanationContests = (
  backend: Backend,
  name: string,
  load: () => LayersModel | Promise<LayersModel>,
): Contest[] =>
  explanations.map((explanation) => ({
    ...{ group: 'relevance', what: explanation.what, backend, sizes: `1, ${name}` },
    ...{ reach: 1 / explanation.most, tolerance: explanation.tolerance },
    prepare: async () => matchOf(backend, await load(), explanation),
  }));

async function matchOf(
  backend: Backend,
  model: LayersModel,
  { explain, check }: Explanation,
): Promise<Match> {
  // both sides have them, so that neither has to put any in place before each run
  const kernels = backend === 'wasm' ? wasmKernels() : undefined;
  kernels?.ours();
  const [{ shape }] = model.inputs as [SymbolicTensor];
  const x = randomTensor([1, ...(shape.slice(1) as number[])], 7);
  const { made, expected } = await check(model, x);
  return {
    ours: {
      ...{ name: 'explanation', run: () => [explain(model, x)] },
      compared: ([map]) => [tf.tidy(() => made(map as tf.Tensor))],
    },
    peer: {
      ...{ name: 'model.predict', run: () => [model.predict(x) as tf.Tensor] },
      compared: () => [tf.clone(expected)],
    },
    dispose: () => {
      tf.dispose([x, expected]);
      model.dispose();
      kernels?.none();
    },
  };
}
