import * as tf from '@tensorflow/tfjs-core';
import { check, RuleError } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { ConvertedGraph, GraphInput } from './convertGraph';

/** So far two computations of the same sums lie apart at most, as a share of the largest output. */
const MOST = 1e-4;

/** Of axes that may have any size: those that most models can take. */
const SIZES = [96, 224, 64, 32, 28, 128, 160, 192, 256, 299, 320, 416];

/**
 * Compares a converted graph with the graph itself, on two samples of seeded noise: the graph takes one at a time, the
 * layers both at once. Where the backend cannot compute the graph, or not exactly, cpu does, if it is there.
 */
export async function checkSameAnswers(
  converted: ConvertedGraph,
  graphModel: tf.InferenceModel,
): Promise<void> {
  const first = await worstOf(converted, graphModel).catch((error: Error) => error);
  const isRight = !(first instanceof Error) && first.difference <= MOST;
  if (isRight) return;
  const hasCpu = Object.hasOwn(tf.engine().registryFactory, 'cpu') && tf.getBackend() !== 'cpu';
  const last = hasCpu ? await worstOf(converted, graphModel, 'cpu') : first;
  if (last instanceof Error) throw withHint(last);
  check(
    last.difference <= MOST,
    `the layers must give what the graph does, up to ${MOST} of the largest value, but ${shown(last.output)} differs by ${last.difference.toPrecision(2)}`,
  );
}

/** Of what the backend cannot compute. */
function withHint(error: Error): Error {
  const hasCpu = Object.hasOwn(tf.engine().registryFactory, 'cpu');
  const isLacking = !hasCpu && /not registered|does not support/.test(error.message);
  return isLacking
    ? new RuleError(`${error.message}: import @tensorflow/tfjs-backend-cpu, on which they can be`, {
        cause: error,
      })
    : error;
}

interface Worst {
  readonly output: string;
  readonly difference: number;
}

type Answers = {
  /** Of each output, of each sample. */
  expected: tf.Tensor[][];
  own: tf.Tensor[];
};

async function worstOf(
  converted: ConvertedGraph,
  graphModel: tf.InferenceModel,
  backend?: string,
): Promise<Worst> {
  const answers = onBackend(backend, () => tf.tidy(() => answersOf(converted, graphModel)));
  try {
    let worst: Worst = { output: '', difference: 0 };
    for (const [i, output] of converted.outputs.entries()) {
      const expected = answers.expected[i] as readonly tf.Tensor[];
      const difference = await differenceOf(answers.own[i] as tf.Tensor, expected, output);
      if (Number.isNaN(worst.difference)) break;
      if (!(difference <= worst.difference)) worst = { output, difference };
    }
    return worst;
  } finally {
    tf.dispose(answers);
  }
}

/** Without a turn of the event loop between, in which others would compute there, too. */
function onBackend<V>(name: string | undefined, run: () => V): V {
  const before = tf.getBackend();
  if (name === undefined) return run();
  void tf.setBackend(name);
  try {
    return run();
  } finally {
    void tf.setBackend(before);
  }
}

function answersOf({ model, outputs, inputs }: ConvertedGraph, graph: tf.InferenceModel): Answers {
  const isOpen = inputs.some(({ shape }) => shape.slice(1).some((size) => size < 0));
  const sizes = isOpen ? SIZES : SIZES.slice(0, 1);
  let reason: unknown;
  for (const size of sizes) {
    const samples = [0, 1].map((seed) => inputs.map((one) => noise(one, size, seed)));
    try {
      const each = samples.map((sample) => {
        const feed = sample.map((x, i): [string, tf.Tensor] => {
          const { name, isWhole } = inputs[i] as GraphInput;
          return [name, isWhole ? tf.cast(x, 'int32') : x];
        });
        return [graph.execute(Object.fromEntries(feed), [...outputs])].flat();
      });
      const both = inputs.map((_, i) => tf.concat(samples.map((sample) => sample[i] as tf.Tensor)));
      const own = [model.predict(both.length === 1 ? (both[0] as tf.Tensor) : both)].flat();
      return { own, expected: outputs.map((_, i) => each.map((all) => all[i] as tf.Tensor)) };
    } catch (error) {
      // what fails alike at two sizes fails at all
      if ((reason as Error | undefined)?.message === (error as Error).message) break;
      reason ??= error;
    }
  }
  throw new RuleError(
    `the graph and its layers must be computable on noise, but: ${(reason as Error).message}`,
    { cause: reason },
  );
}

/** The one sample of values around 0, the other of larger ones. */
function noise({ shape, isWhole }: GraphInput, size: number, seed: number): tf.Tensor {
  const [batch = 1, ...sizes] = shape.map((own) => (own < 0 ? size : own));
  const own = [(shape[0] ?? -1) < 0 ? 1 : batch, ...sizes];
  if (isWhole) return tf.floor(tf.randomUniform(own, 0, 2, 'float32', seed + 1));
  const [low, high] = seed === 0 ? [-1, 1] : [0, 8];
  return tf.randomUniform(own, low, high, 'float32', seed + 1);
}

/** Of the largest value of a sample, how far another lies from it at most. */
async function differenceOf(
  own: tf.Tensor,
  expected: readonly tf.Tensor[],
  name: string,
): Promise<number> {
  const [batch = 1, ...sizes] = expected[0]?.shape ?? [];
  const shape = [expected.length * batch, ...sizes];
  check(
    `${own.shape}` === `${shape}`,
    `the layers must give ${shown(name)} as [${shape}] for ${expected.length * batch} samples, but they give [${own.shape}]`,
  );
  const values = await own.data();
  let worst = 0;
  for (const [i, sample] of expected.entries()) {
    const right = await sample.data();
    worst = Math.max(worst, relative(values.subarray(i * right.length), right));
  }
  return worst;
}

function relative(own: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [worst, largest] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [own[i] as number, expected[i] as number];
    if (Object.is(a, b) || a === b) continue;
    worst = Math.max(worst, Math.abs(a - b));
  }
  for (let i = 0; i < expected.length; i++) {
    const size = Math.abs(expected[i] as number);
    if (Number.isFinite(size)) largest = Math.max(largest, size);
  }
  return worst === 0 ? 0 : worst / largest;
}
