import * as tf from '@tensorflow/tfjs-core';
import { conservationReport } from '../../../src/relevance/evaluation/conservationReport';
import { composeRules } from '../../../src/relevance/lrp/composite';
import { lrp } from '../../../src/relevance/lrp/lrp';
import { epsilonRule } from '../../../src/relevance/lrp/rules/epsilonRule';
import { gradientTimesInput } from '../../../src/relevance/methods/gradientTimesInput';
import { distance, type Prepared, refusal } from './layerWalk';
import { type LrpModel, lrpModel } from './lrpModel';
import { ndOf } from './nd';

const rule = epsilonRule(0);
const zero = composeRules({ convolution: rule, dense: rule, normalization: rule });

/** Of what a map lacks, to the sum of the sizes of its values. */
const CONSERVED = 2e-5;
/** Of one map from another, to the largest value. */
const SAME = 2e-5;
/** The same where sums are divided by with an ε that no composite sets. */
const STABILISED = 2e-3;

const stabilised =
  /^(\w+3D|\w*Pool|Add|Average|UpS|(HalfPixel|Image)?Resizing|CenterCrop|TimeDistributed layer \w*Pool)/;

/** Classes that are linear wherever they have a slope, so that LRP-0 is gradient × input. */
const piecewiseLinear =
  /^((Grouped)?Conv\dD|(Dilated)?Depthwise|Separable|Dense|BatchN|Rescaling|Activation|ReLU|Leaky|PReLU|Thresh|\w*Dropout|GaussianN|Masking|Flatten|Reshape|Permute|Repeat|Crop|Zero|UpS|CenterCrop|(HalfPixel|Image)?Resizing|Padding|Slice|DepthToSpace|\w*Pooling|Maximum|Minimum|Add|Average|Concatenate|TimeDistributed)/;

/** Classes through which relevance keeps its place. */
const elementwise =
  /^(Activation|ElementwiseFunction|\w*ReLU|ELU|Softmax|\w*Dropout|GaussianNoise)$/;

/** Classes that add something even without weights for it. */
const hasShift = ({ one }: Prepared): boolean =>
  /^(Layer|Group)Normalization$/.test(one.className) || /offset/.test(one.options);

function isPiecewiseLinear({ one, layer }: Prepared): boolean {
  const { activation = 'linear', maxValue } = layer.getConfig();
  const isLinear = activation === 'linear' || activation === 'relu';
  return isLinear && !maxValue && piecewiseLinear.test(one.className);
}

/** What the map of a layer should be, where that is known apart from the rules of LRP. */
async function expectedMap(prepared: Prepared, { model, x, w, target }: LrpModel) {
  const { one, naive } = prepared;
  if (isPiecewiseLinear(prepared)) return ndOf(gradientTimesInput(model, x, { target }));
  if (!elementwise.test(one.className) || !naive) return undefined;
  const [y, weights] = [naive([await ndOf(x)]), await w.data()];
  return { shape: y.shape, data: y.data.map((v, i) => v * weights[i % weights.length]!) };
}

/** What is wrong with a map that adds up to the logit by rules; undefined where nothing is. */
async function faultOf(
  prepared: Prepared,
  of: LrpModel,
  map: tf.Tensor,
  withBiases: boolean,
): Promise<string | undefined> {
  const { model, layer, x, target } = of;
  const rows = await conservationReport(model, x, map, { composite: zero, target });
  if (rows.every(({ layersWithoutRule }) => layersWithoutRule.includes(layer.name))) {
    return 'follows the gradient';
  }
  const sizes = await tf.sum(tf.reshape(tf.abs(map), [map.shape[0]!, -1]), 1).data();
  for (const [i, { output, relevanceSum, residual }] of rows.entries()) {
    // without biases nothing may go to them either
    const lacks = withBiases || hasShift(prepared) ? residual! : output - relevanceSum;
    if (!(Math.abs(lacks) <= CONSERVED * (Math.abs(output) + sizes[i]!)))
      return `wrong: ${lacks} of ${output} is lost`;
  }
  const expected = await expectedMap(prepared, of);
  const off = expected ? distance(await ndOf(map), expected) : 0;
  const most = stabilised.test(`${prepared.one.className} ${prepared.one.options}`)
    ? STABILISED
    : SAME;
  return off < most ? undefined : `wrong: ${off} off`;
}

async function verdictOf(prepared: Prepared, withBiases: boolean): Promise<string | undefined> {
  const of = lrpModel(prepared, withBiases);
  const run = () => lrp(of.model, of.x, { composite: zero, target: of.target });
  try {
    const map = run();
    return (await faultOf(prepared, of, map, withBiases)) ?? leak(run);
  } catch (error) {
    const { message } = error as Error;
    const isOurs = message.startsWith('lrp: ');
    const text = isOurs ? refusal(error as Error, of.layer) : `throws: ${message.split('\n')[0]}`;
    return leak(run) ?? text;
  }
}

/** Of a second call: the layers of tf.js keep masks for dropout from the first. */
function leak(run: () => tf.Tensor): string | undefined {
  const before = tf.memory().numTensors;
  try {
    run().dispose();
  } catch {
    // its message is known
  }
  const left = tf.memory().numTensors - before;
  return left === 0 ? undefined : `wrong: leaves ${left} tensors`;
}

/** Whether relevance adds up to the logit, and is what LRP-0 of the layer is where that is simple. */
export const lrpOf = async (prepared: Prepared): Promise<string> =>
  (await verdictOf(prepared, true)) ?? (await verdictOf(prepared, false)) ?? 'right';
