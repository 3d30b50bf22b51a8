import { alongAxis, map, type Nd } from './nd';

const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));
const softplus = (v: number): number => Math.log1p(Math.exp(-Math.abs(v))) + Math.max(v, 0);
/** By its series, or by its continued fraction. */
function erf(v: number): number {
  if (Math.abs(v) > 2.5) {
    let fraction = 0;
    for (let n = 60; n > 0; n--) fraction = n / 2 / (Math.abs(v) + fraction);
    const rest = Math.exp(-v * v) / Math.sqrt(Math.PI) / (Math.abs(v) + fraction);
    return Math.sign(v) * (1 - rest);
  }
  let [term, sum] = [v, v];
  for (let n = 1; n < 100; n++) {
    term *= (-v * v) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const SELU = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

/** Of single values, by the names of tf.js. */
const ofValues: Record<string, (v: number) => number> = {
  linear: (v) => v,
  relu: (v) => Math.max(v, 0),
  relu6: (v) => Math.min(Math.max(v, 0), 6),
  elu: (v) => (v > 0 ? v : Math.expm1(v)),
  selu: (v) => SELU.scale * (v > 0 ? v : SELU.alpha * Math.expm1(v)),
  sigmoid,
  hardSigmoid: (v) => Math.min(Math.max(0.2 * v + 0.5, 0), 1),
  softplus,
  softsign: (v) => v / (1 + Math.abs(v)),
  tanh: Math.tanh,
  gelu: (v) => 0.5 * v * (1 + erf(v / Math.SQRT2)),
  gelu_new: (v) => 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3))),
  mish: (v) => v * Math.tanh(softplus(v)),
  swish: (v) => v * sigmoid(v),
};

const hardSigmoid = (v: number): number => (v < -3 ? 0 : v > 3 ? 1 : v / 6 + 0.5);

/** Those of Keras that the library adds. */
const ofKeras: Record<string, (v: number) => number> = {
  leakyRelu: (v) => (v < 0 ? 0.2 * v : v),
  hardSigmoid3: hardSigmoid,
  hardSilu: (v) => v * hardSigmoid(v),
  exponential: Math.exp,
  logSigmoid: (v) => Math.log(sigmoid(v)),
  hardTanh: (v) => Math.max(-1, Math.min(v, 1)),
  tanhShrink: (v) => v - Math.tanh(v),
  softShrink: (v) => (v > 0.5 ? v - 0.5 : v < -0.5 ? v + 0.5 : 0),
  hardShrink: (v) => (Math.abs(v) > 0.5 ? v : 0),
  squareplus: (v) => (v + Math.sqrt(v * v + 4)) / 2,
  sparsePlus: (v) => (v <= -1 ? 0 : v < 1 ? 0.25 * (v + 1) ** 2 : v),
  sparseSigmoid: (v) => (v <= -1 ? 0 : v < 1 ? 0.5 * (v + 1) : 1),
};

/** Of lines of values. */
const ofLines: Record<string, (line: number[]) => number[]> = {
  softmax: (line) => {
    const powers = line.map((v) => Math.exp(v - Math.max(...line)));
    const sum = powers.reduce((a, b) => a + b);
    return powers.map((v) => v / sum);
  },
  logSoftmax: (line) => {
    const most = Math.max(...line);
    const sum = line.reduce((a, v) => a + Math.exp(v - most), 0);
    return line.map((v) => v - most - Math.log(sum));
  },
};

/** tf.js' activations; those of lines along the last axis. */
export const activationNames = [...Object.keys(ofValues), ...Object.keys(ofLines)];

export const kerasActivationNames = Object.keys(ofKeras);

export function activated(x: Nd, name: unknown, axis = -1): Nd {
  const byValue = { ...ofValues, ...ofKeras }[String(name ?? 'linear')];
  const byLine = ofLines[String(name)];
  if (byValue) return map(x, byValue);
  if (byLine) return alongAxis(x, axis, byLine);
  throw new Error(`no naive activation ${name}`);
}
