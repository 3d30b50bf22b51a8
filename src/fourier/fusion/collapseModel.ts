import * as tf from '@tensorflow/tfjs-core';
import { check, RuleError } from '../../internal/check';
import { flattened } from '../../internal/flattened';
import { named } from '../../internal/named';
import { tidyValue } from '../../internal/tidyValue';
import { adjointRun } from '../../linear/adjointRun';
import { applyRun } from '../../linear/applyRun';
import type { Convolution } from '../../linear/convolution';
import { foldRun } from '../../linear/foldRun';
import { type LinearRun, type Size, sizeOf } from '../../linear/linearOp';
import { activationOf } from '../../model/activationOf';
import { graphOf, type Value } from '../../model/graph';
import type { Layer } from '../../model/layer';
import { linearHead } from '../../model/linearHead';
import { denseOnInput, type LayersModel, rebuildModel } from '../../model/rebuildModel';
import type { ShapedRun } from '../../model/shapedRun';
import { runWork } from './runWork';

/**
 * The same model with everything up to the first nonlinearity as one dense layer of its input: convolutions, batch
 * normalisation, pooling, flattening and the dense layers behind them, exact at the borders. The rows of its kernel
 * are the dense weights carried back through the layers' adjoints, some at a time.
 *
 * The dense layer has weights of its own; the others share theirs with the model, and either model may be disposed
 * before the other.
 *
 * @param model with one input of a known size
 * @returns a model of its own; dispose of it after use
 * @throws where no dense layer is a linear op of the input, where there are several inputs, and where the size of the
 *   images is not known
 * @example
 * const collapsed = collapseModel(linearModel);
 * collapsed.layers.map((layer) => layer.getClassName()); // → ['InputLayer', …]
 */
export function collapseModel(model: LayersModel): LayersModel {
  return named('collapseModel', () => {
    const graph = graphOf(model);
    check(
      graph.inputs.length === 1,
      `model must have one input, but it has ${graph.inputs.length}`,
    );
    return tidyValue(() => {
      const head = linearHead(graph);
      if (!('runs' in head)) return refuse(head.obstacle);
      const [input] = graph.inputs as [Value];
      const { kernel, bias } = collapsed(head.runs);
      return rebuildModel(model, graph, (value) => {
        if (value !== head.value) return undefined;
        return {
          from: input,
          apply: (from, unique) => {
            const units = kernel.shape[1];
            const activation = activationOf(head.layer);
            const dense = { name: head.layer.name, units, activation };
            const { layer, output } = denseOnInput(from, dense, unique);
            layer.setWeights([kernel, bias]);
            return output;
          },
        };
      });
    });
  });
}

function refuse(obstacle: Layer | undefined): never {
  const reason = obstacle
    ? `${obstacle.getClassName()} '${obstacle.name}' comes before`
    : 'the model has none';
  throw new RuleError(`no dense layer is a linear map of the input: ${reason}`);
}

interface Affine {
  /** [inputs, units] */
  readonly kernel: tf.Tensor2D;
  /** [units] */
  readonly bias: tf.Tensor1D;
}

/** From the last dense layer back to the input. */
function collapsed(runs: readonly ShapedRun[]): Affine {
  const folded = runs.map((run) => ({ ...run, ops: foldRun(run.ops) }));
  const last = folded.pop() as ShapedRun;
  const { kernel, bias } = last.ops.at(-1) as Convolution;
  const units = kernel.shape[3];
  const dense = {
    kernel: tf.reshape<tf.Rank.R2>(kernel, [-1, units]),
    bias: bias ?? tf.zeros<tf.Rank.R1>([units]),
  };
  const before = [...folded, { ...last, ops: last.ops.slice(0, -1) }];
  return before.filter(({ ops }) => ops.length > 0).reduceRight(after, dense);
}

/** What comes after a run, carried back through it. */
function after({ kernel, bias }: Affine, { ops, shape }: ShapedRun): Affine {
  const size = sizeOf(shape);
  check(size !== undefined, `the input must have a known size, but it is [${shape}]`);
  const constants = applyRun(ops, tf.zeros([1, ...size]));
  const passed = tf.matMul<tf.Tensor2D>(tf.reshape(constants, [1, -1]), kernel);
  return { kernel: throughRun(ops, kernel, size), bias: tf.add(flattened(passed), bias) };
}

/** Values of cotangents that are carried back at once. */
const AT_ONCE = 2 ** 23;

/** Weights [outputs, units] of a run's outputs as weights [inputs, units] of its inputs. */
function throughRun(run: LinearRun, weights: tf.Tensor2D, size: Size): tf.Tensor2D {
  const units = weights.shape[1];
  const work = runWork(run, size);
  const [rows, columns, channels] = work.at(-1)?.to ?? size;
  const sizes = [size, ...work.map(({ to }) => to)];
  const largest = Math.max(...sizes.map(([height, width, depth]) => height * width * depth));
  const most = Math.max(1, Math.floor(AT_ONCE / largest));
  const parts: tf.Tensor2D[] = [];
  for (let first = 0; first < units; first += most) {
    const count = Math.min(most, units - first);
    parts.push(
      tf.tidy(() => {
        const some = tf.transpose(tf.slice(weights, [0, first], [-1, count]));
        const c: tf.Tensor4D = tf.reshape(some, [count, rows, columns, channels]);
        return tf.reshape<tf.Rank.R2>(adjointRun(run, c, size), [count, -1]);
      }),
    );
  }
  return tf.transpose(tf.concat(parts, 0));
}
