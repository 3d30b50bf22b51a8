/** A function of each value. */
interface CurveKind {
  readonly of: (x: number, parameter: number) => number;
  /** As an activation of tf.js. */
  readonly activation?: string;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** Abramowitz and Stegun 7.1.26 errs by 1.5e-7, which tells functions apart. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const sum =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - sum * Math.exp(-x * x));
}

const SCALE = 1.0507009873554805;
const elu = (x: number): number => (x > 0 ? x : Math.expm1(x));

const table = {
  relu: { activation: 'relu', of: (x) => Math.max(x, 0) },
  relu6: { activation: 'relu6', of: (x) => Math.min(Math.max(x, 0), 6) },
  elu: { activation: 'elu', of: elu },
  selu: {
    activation: 'selu',
    of: (x) => SCALE * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  },
  sigmoid: { activation: 'sigmoid', of: sigmoid },
  tanh: { activation: 'tanh', of: Math.tanh },
  softplus: { activation: 'softplus', of: softplus },
  softsign: { activation: 'softsign', of: (x) => x / (1 + Math.abs(x)) },
  swish: { activation: 'swish', of: (x) => x * sigmoid(x) },
  mish: { activation: 'mish', of: (x) => x * Math.tanh(softplus(x)) },
  gelu: { activation: 'gelu', of: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)) },
  gelu_new: {
    activation: 'gelu_new',
    of: (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  },
  leakyRelu: { of: (x, slope) => (x < 0 ? slope * x : x) },
  power: { of: (x, exponent) => x ** exponent },
  exp: { of: Math.exp },
  log: { of: Math.log },
  abs: { of: Math.abs },
  erf: { of: erf },
  sin: { of: Math.sin },
  cos: { of: Math.cos },
  maximum: { of: (x, limit) => Math.max(x, limit) },
  minimum: { of: (x, limit) => Math.min(x, limit) },
} as const satisfies Record<string, CurveKind>;

export type CurveName = keyof typeof table;

/** The functions that a term may be of another. */
export const curves: Readonly<Record<CurveName, CurveKind>> = table;
