import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import { Callback, type LayersModel } from '@tensorflow/tfjs-layers';
import { callbackModel } from '../internal/callbackModel';
import { check, checkTensor } from '../internal/check';
import { inFit, type Logs } from '../internal/inFit';
import { isDue } from '../internal/isDue';
import { itemAt } from '../internal/itemAt';
import { integer } from '../internal/kinds';
import { named } from '../internal/named';
import { type KindsOf, optionsOf } from '../internal/options';
import { toFloat } from '../internal/toFloat';
import { balancedAccuracy } from './balancedAccuracy';
import { classIndices } from './classIndices';
import { confusionMatrix, MOST_CLASSES } from './confusionMatrix';
import { predictedClasses } from './predictedClasses';
import { sensitivity } from './sensitivity';

export interface EpochMetricsOptions {
  /**
   * The validation set: x [samples, …] as the model takes it, y one-hot [samples, classes] or class indices [samples] or
   * [samples, 1]. Both remain the caller's, and must live as long as the training.
   */
  readonly data: readonly [x: Tensor, y: Tensor];
  /** At least as many as the model tells apart, at most 5000. Default: just as many; of one output, two. */
  readonly classes?: number | undefined;
  /** Samples that go through the model at once. Default: 32. */
  readonly batchSize?: number | undefined;
  /** Scores each so many epochs, and the last that the fit is asked for. Default: 1, every epoch. */
  readonly every?: number | undefined;
}

const kinds: KindsOf<EpochMetricsOptions> = {
  data: { holds: (value) => Array.isArray(value) && value.length === 2, described: '[x, y]' },
  classes: integer(2, MOST_CLASSES),
  batchSize: integer(1),
  every: integer(1),
};

/**
 * A callback for `model.fit` and `model.fitDataset` that classifies a whole validation set after each epoch, in inference
 * mode, and adds to the logs, and so to `history.history`:
 *
 * - `val_balancedAccuracy`, the mean sensitivity of the classes that occur in y;
 * - `val_sensitivity_0`, `val_sensitivity_1`, …, one a class; of a class that does not occur in y always 0.
 *
 * With `every`, the lists of the history are shorter than that of the loss, as with Keras' `validation_freq`: they have one
 * value for each epoch that is scored. An `earlyStopping` that monitors them takes the same `every`.
 *
 * After an epoch whose model gives NaN all of them are NaN, and training goes on.
 *
 * They come from one confusion matrix of all samples. Metrics given to `model.compile` are means over batches, which is
 * another number where classes are unevenly spread over batches.
 *
 * The predicted class is the one of the largest output; of a single output, which is meant to end in a sigmoid, class 1
 * above 0.5.
 *
 * In a list of callbacks all must be instances: a plain object beside this one is wrapped as
 * `new tf.CustomCallback({ onEpochEnd })`. Callbacks that monitor these values come after it in the list;
 * `tf.callbacks.earlyStopping` needs `mode: 'max'`.
 *
 * @returns a callback that can be used in any number of fits
 * @throws for an empty set and where x and y differ in length; as training begins, on models with several inputs or
 *   outputs, outputs other than [batch, classes], x of another shape than the model takes, and y that are not one of the
 *   above
 * @example
 * model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
 * const y = tf.oneHot([0, 2], 3);
 * const scores = epochMetrics({ data: [x, y] });
 * const { history } = await model.fit(x, y, { epochs: 2, verbose: 0, callbacks: [scores] });
 * history['val_balancedAccuracy']?.length; // → 2
 */
export function epochMetrics(options: EpochMetricsOptions): Callback {
  return named('epochMetrics', () => {
    const { data, classes, batchSize = 32, every = 1 } = optionsOf(options, kinds, ['data']);
    const [x, y] = data;
    checkTensor('x', x);
    checkTensor('y', y, [1, 2]);
    check(
      x.shape[0] === y.shape[0] && y.shape[0] !== 0,
      `x and y must hold as many samples, at least one, but their shapes are [${x.shape}] and [${y.shape}]`,
    );
    return new EpochMetrics({ x, y, classes, batchSize }, every);
  });
}

interface ValidationSet {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly classes: number | undefined;
  readonly batchSize: number;
}

class EpochMetrics extends Callback {
  constructor(
    private readonly validation: ValidationSet,
    private readonly every: number,
  ) {
    super();
  }

  private truth: Truth | undefined;

  /** Says what does not fit before an epoch is spent. */
  override onTrainBegin(): Promise<void> {
    return inFit('epochMetrics', this, {}, async () => {
      this.truth = await truthOf(callbackModel(this), this.validation);
    });
  }

  override onEpochEnd(epoch: number, given?: Logs): Promise<void> {
    return inFit('epochMetrics', this, given, async (logs) => {
      if (!isDue(this, epoch, this.every)) return;
      const model = callbackModel(this);
      this.truth ??= await truthOf(model, this.validation);
      const { classes, actual } = this.truth;
      const predicted = await predictions(model, this.validation);
      const matrix = predicted && confusionMatrix(actual, predicted, classes);
      logs['val_balancedAccuracy'] = matrix ? balancedAccuracy(matrix) : Number.NaN;
      const sensitivities = matrix
        ? sensitivity(matrix)
        : new Array<number>(classes).fill(Number.NaN);
      for (const [i, value] of sensitivities.entries()) logs[`val_sensitivity_${i}`] = value;
    });
  }
}

interface Truth {
  readonly classes: number;
  /** The class of each sample. */
  readonly actual: ArrayLike<number>;
}

async function truthOf(model: LayersModel, { x, y, ...options }: ValidationSet): Promise<Truth> {
  checkTensor('y', y);
  checkInput(model, x);
  const units = unitsOf(model);
  const least = units === 1 ? 2 : units;
  const { classes = least } = options;
  check(
    classes >= least,
    `classes must not be fewer than the ${least} of the model, but it is ${classes}`,
  );
  return { classes, actual: await classIndices(y, classes) };
}

async function predictions(model: LayersModel, { x, batchSize }: ValidationSet) {
  checkTensor('x', x);
  const outputs = tidy(() => model.predict(toFloat(x), { batchSize }) as Tensor);
  const values = await outputs.data<'float32'>();
  outputs.dispose();
  return predictedClasses(values, unitsOf(model));
}

function unitsOf({ outputs }: LayersModel): number {
  check(outputs.length === 1, `the model must have one output, but it has ${outputs.length}`);
  const { shape } = itemAt(outputs, 0);
  const [, units, ...rest] = shape;
  check(
    typeof units === 'number' && rest.length === 0,
    `the model must give [batch, classes], but it gives ${sizes(shape)}`,
  );
  return units;
}

function checkInput({ inputs }: LayersModel, x: Tensor): void {
  check(inputs.length === 1, `the model must have one input, but it has ${inputs.length}`);
  checkTensor('x', x);
  const { shape } = itemAt(inputs, 0);
  check(
    shape.length === x.rank &&
      shape.every((size, i) => i === 0 || size === null || size === x.shape[i]),
    `x must be of the shape that the model takes, ${sizes(shape)}, but it is [${x.shape.join(', ')}]`,
  );
}

const sizes = (shape: readonly (number | null)[]) =>
  `[${shape.map((size) => size ?? 'any').join(', ')}]`;
