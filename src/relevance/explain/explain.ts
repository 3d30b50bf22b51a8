import * as tf from '@tensorflow/tfjs-core';
import { type Differentiable, outputsOf } from '../../gradients/differentiable';
import { onlyOutput, predictedClasses } from '../../gradients/target';
import { check } from '../../internal/check';
import { checkFinite } from '../../internal/checkFinite';
import { itemAt } from '../../internal/itemAt';
import {
  abortSignal,
  either,
  finite,
  integer,
  type Kind,
  listOf,
  text,
} from '../../internal/kinds';
import { named } from '../../internal/named';
import { type KindsOf, optionsOf } from '../../internal/options';
import { startProgress } from '../../internal/startProgress';
import { toFloat } from '../../internal/toFloat';
import { originOf, withOrigin } from '../batches/origin';
import type { Conservation } from '../evaluation/conservation';
import { conservationReport } from '../evaluation/conservationReport';
import { classOf } from './classOf';
import { pictureOf } from './pictureOf';
import type { Pixels } from './pixels';
import { type PixelRange, type Sample, sampleOf } from './sampleOf';
import { suitedMethod } from './suitedMethod';

export interface ExplainOptions {
  /** The class that is explained: its index, or its label. Default: the one that the model predicts. */
  readonly target?: number | string | undefined;
  /** A name for each class, in their order. Default: none, classes are told by their index. */
  readonly labels?: readonly string[] | undefined;
  /**
   * What black and white of pixels become, such as [-1, 1]. Default: [0, 255] where the model begins with a layer that scales
   * bytes, as Rescaling or Normalization, else [0, 1]. Tensors are taken as they are.
   */
  readonly range?: PixelRange | undefined;
  /** Ends the work between two steps with an AbortError, whose `cause` is the signal's reason. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** Why a model says what it says of one sample. */
export interface Explanation {
  /** A number for each of the sample's values, in its shape. The caller disposes it. */
  readonly relevance: tf.Tensor;
  /** The call that made it. */
  readonly method: string;
  /** The class that is explained. */
  readonly target: number;
  /** Its label, if there are any. */
  readonly label: string | undefined;
  /** What the map adds up to, and what is missing. */
  readonly receipt: Conservation;
  /** [rows, columns, 3], RGB in [0, 1]. The caller disposes it. */
  readonly picture: tf.Tensor3D;
  /** What was decided in the place of the caller, in sentences; perhaps none. */
  readonly notes: readonly string[];
}

const twoNumbers = listOf(finite, 2, 2);

const blackAndWhite: Kind = {
  holds: (value) => twoNumbers.holds(value) && new Set(value as number[]).size === 2,
  described: '[black, white], two different finite numbers',
};

const kinds: KindsOf<ExplainOptions> = {
  target: either(integer(0), text),
  labels: listOf(text, 1),
  range: blackAndWhite,
  signal: abortSignal,
};

/** Steps after which an abort is looked for: the prediction, the map, its receipt. */
const STEPS = 3;

/**
 * Why a model says what it says of one image, signal or row of numbers: a relevance map by a method that suits the model,
 * with its receipt and its picture. Of images that convolutions read it is {@link lrp} with its own rules, of signals and
 * rows of numbers {@link integratedGradients} from 0: by pixel flipping (Samek et al. 2017) they were the best or nearly so on
 * average, on the models where that was measured (docs/guides/choosing-a-method.md). Functions and graph models, whose layers
 * cannot be seen, get integrated gradients, too; indices, such as tokens, {@link occlusion} of each. For another method, other
 * settings or many samples, call these themselves.
 *
 * @param model with one input and the output [batch, classes]; or a function of a batch to that
 * @param image one sample, with or without its batch axis: [1, …] or […]; of a function with it. Or pixels, which are
 *   resized to the size that the model takes, whatever their proportions; a model of one channel gets their grey
 * @param options `target` is a class index or a label, by default the predicted class; `range` is of pixels
 * @returns `relevance` in the shape of the tensor, of pixels in that which the model takes, without its batch axis;
 *   `picture` [rows, columns, 3], RGB in [0, 1]: of images the map over the grey image, of signals and rows of numbers the area
 *   under their curve in the colours of the map, red for the class and blue against it, small values brought out by a
 *   gamma of 0.5
 * @throws AbortError when the signal ends it; for several samples, inputs or outputs, samples of another shape or with values
 *   that are not finite, pixels for a model of no images, unknown classes and labels, and where the method throws
 * @example
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * const image = tf.randomUniform([8, 8, 1]);
 * const labels = ['cat', 'dog', 'bird'];
 * const { relevance, picture, ...told } = await explain(model, image, { labels, target: 'dog' });
 * told.method; // → 'lrp, epsilonPlus({ biases: false })'
 * [told.target, told.receipt.target]; // → [1, 1]
 * relevance.shape; // → [8, 8, 1]
 * picture.shape; // → [8, 8, 3]
 */
export function explain(
  model: Differentiable,
  image: tf.Tensor | Pixels,
  options: ExplainOptions = {},
): Promise<Explanation> {
  return named('explain', async () => {
    const { target, labels, range, signal } = optionsOf(options, kinds);
    const reached = startProgress({ signal });
    const sample = await sampleOf(model, image, range);
    const { x } = sample;
    let relevance: tf.Tensor | undefined;
    try {
      await checkFinite('image', x);
      const { chosen, classes } = await chosenClass(model, x, target, labels);
      await reached(1, STEPS);
      const { method, reason, maps } = suitedMethod(model);
      relevance = maps(x, chosen);
      await reached(2, STEPS);
      const receipts = await conservationReport(model, x, relevance, { target: chosen });
      return {
        ...mapAndPicture(sample, relevance),
        ...{ method, target: chosen, label: labels?.[chosen] },
        receipt: itemAt(receipts, 0),
        notes: [
          ...sample.notes,
          ...(classes === 1 ? [ofOneOutput] : []),
          ...(reason ? [reason] : []),
        ],
      };
    } finally {
      tf.dispose([x, ...(relevance ? [relevance] : [])]);
    }
  });
}

const ofOneOutput =
  'The model has one output: red speaks for a larger one, the answer 1, whichever the model gives.';

/** The class that the caller names, or that is predicted, and how many there are. */
async function chosenClass(
  model: Differentiable,
  x: tf.Tensor,
  target: number | string | undefined,
  labels: readonly string[] | undefined,
): Promise<{ chosen: number; classes: number }> {
  const logits = tf.tidy(() => tf.clone(classesOf(model, x)));
  try {
    const [, classes] = logits.shape;
    check(labels === undefined || labels.length === classes, () =>
      classes === 1
        ? `labels must name the one class that the model has an output for, its answer 1, but there are ${labels?.length}`
        : `labels must name the ${classes} classes of the model, but there are ${labels?.length}`,
    );
    if (target !== undefined) return { chosen: classOf(target, labels, classes), classes };
    const predicted = predictedClasses(logits);
    const [chosen = 0] = await predicted.data().finally(() => predicted.dispose());
    return { chosen, classes };
  } finally {
    logits.dispose();
  }
}

/** [1, classes]; of whole numbers and booleans, too, as the methods take them. */
function classesOf(model: Differentiable, x: tf.Tensor): tf.Tensor2D {
  const outputs = outputsOf(model, { output: 'logits', target: undefined }, x, 'image')(toFloat(x));
  const y = onlyOutput(outputs);
  check(
    y.rank === 2,
    `the output must have shape [batch, classes], but its shape is [${y.shape}]: of others, lrp takes an index path or a function as its target`,
  );
  return y as tf.Tensor2D;
}

/** The map in the sample's shape, and its picture. */
const mapAndPicture = ({ x, shape, seenAs }: Sample, relevance: tf.Tensor) =>
  tf.tidy(() => ({
    relevance: withOrigin(tf.reshape(relevance, shape), originOf(relevance)),
    picture: pictureOf(tf.reshape(x, seenAs), tf.reshape(relevance, seenAs)),
  }));
