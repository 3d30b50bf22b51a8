import * as tf from '@tensorflow/tfjs-core';
import { check } from '../../internal/check';
import type { ConvertedGraph } from './convertGraph';

/** So far two computations of the same sums lie apart at most, as a share of the largest output. */
const MOST = 1e-4;

/** Compares a converted graph with the graph itself, on seeded noise. */
export async function checkSameAnswers(
  { model, outputs }: ConvertedGraph,
  graphModel: tf.InferenceModel,
): Promise<void> {
  const inputs = model.inputs.map(({ shape }, i) => noise(shape, i));
  try {
    const names = graphModel.inputs.map(({ name }) => name);
    const feed = Object.fromEntries(names.map((name, i) => [name, inputs[i] as tf.Tensor]));
    const given = [graphModel.execute(feed, [...outputs])].flat();
    const own = [model.predict(inputs.length === 1 ? (inputs[0] as tf.Tensor) : inputs)].flat();
    for (const [i, expected] of given.entries()) {
      const difference = await differenceOf(own[i] as tf.Tensor, expected as tf.Tensor);
      check(
        difference <= MOST,
        `the layers must give what the graph does, up to ${MOST} of the largest output, but ${outputs[i]} differs by ${difference.toPrecision(2)}`,
      );
    }
    tf.dispose([given, own]);
  } finally {
    tf.dispose(inputs);
  }
}

/** Of axes that may have any size, of a size that most models can take. */
const noise = (shape: readonly (number | null)[], seed: number): tf.Tensor =>
  tf.randomUniform([1, ...shape.slice(1).map((size) => size ?? 96)], 0, 1, 'float32', seed + 1);

async function differenceOf(own: tf.Tensor, expected: tf.Tensor): Promise<number> {
  const [a, b] = await Promise.all([own.data(), expected.data()]);
  check(
    a.length === b.length,
    `the layers must give ${expected.shape}, as the graph does, but they give ${own.shape}`,
  );
  let [worst, largest] = [0, 0];
  for (const [i, value] of b.entries()) {
    worst = Math.max(worst, Math.abs(value - (a[i] as number)));
    largest = Math.max(largest, Math.abs(value));
  }
  return worst === 0 ? 0 : worst / largest;
}
