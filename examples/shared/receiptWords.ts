import type { Conservation } from 'fourier-xai';

type Told = Omit<Conservation, 'target'>;

/** The receipt of a map in words, told by the method that made it. */
export function receiptWords(receipt: Told): string {
  const { method, residual, note } = receipt;
  if (residual === undefined) return 'It claims no sum: the map says where, not how much.';
  const told = tellers[method ?? ''] ?? byItsSum;
  return [told(receipt, residual), note].filter(Boolean).join(' ');
}

type Teller = (receipt: Told, residual: number) => string;

const byIntegration: Teller = ({ output, reference, relevanceSum, explained }, residual) =>
  `y(x) - y(baseline) is ${difference(output, reference)}, the map adds up to ${short(relevanceSum)}${shareOf(explained)}:
    ${short(residual)} is missing, which more steps make less.`;

const byExactIntegration: Teller = ({ output, reference, relevanceSum, explained }, residual) =>
  `y(x) - y(baseline) is ${difference(output, reference)}, the map adds up to ${short(relevanceSum)}${shareOf(explained)}: ${short(residual)} is missing.`;

/** The first term of a series is told against what it leaves out. */
const byTaylor: Teller = ({ output, reference, relevanceSum }, residual) => {
  const larger =
    Math.abs(residual) > Math.abs(output - reference)
      ? ' That is more than the difference itself: the model is far from linear between x̃ and x, and the map is no account of it.'
      : '';
  return `y(x) - y(x̃) is ${difference(output, reference)}, the map, which is the term of first order, adds up to
    ${short(relevanceSum)}: the remainder, terms of higher order, is ${short(residual)}.${larger}`;
};

const bySlope: Teller = (receipt) =>
  withShares(receipt, [
    `what does not grow with x, such as biases, gives ${short(receipt.biasShare)}`,
  ]);

const byRules: Teller = (receipt, residual) => {
  const { output, biasShare, absorbed } = receipt;
  return withShares(receipt, [
    `biases take ${short(biasShare)}`,
    ...(isMuch(absorbed, output) ? [`ε takes ${short(absorbed)}`] : []),
    ...(isMuch(residual, output) ? [`${short(residual)} goes elsewhere`] : []),
  ]);
};

const byItsSum: Teller = (receipt, residual) => withShares(receipt, [`${short(residual)} is left`]);

/** A note on a map that explains little says the rest. */
function withShares({ output, relevanceSum, explained }: Told, others: readonly string[]) {
  if ((explained ?? 1) < 0.1) return `The map adds up to ${short(relevanceSum)}.`;
  return `Of the output, ${short(output)}, the map adds up to ${short(relevanceSum)}${shareOf(explained)}; ${others.join(', ')}.`;
}

const tellers: Readonly<Record<string, Teller>> = {
  integratedGradients: byIntegration,
  exactIntegratedGradients: byExactIntegration,
  taylorDecomposition: byTaylor,
  gradientTimesInput: bySlope,
  lrp: byRules,
  deepTaylorDecomposition: byRules,
};

const shareOf = (explained: number | undefined): string =>
  explained === undefined ? '' : ` (${(100 * explained).toFixed(1)} %)`;

const difference = (output: number, reference: number): string =>
  `${short(output)} - ${reference < 0 ? `(${short(reference)})` : short(reference)} = ${short(output - reference)}`;

const isMuch = (part: number, of: number): boolean => Math.abs(part) > 0.005 * Math.abs(of);

/** Three digits; what rounds to no hundred-thousandth is 0. */
const short = (value: number): string =>
  Math.abs(value) < 5e-6 ? '0' : String(Number(value.toPrecision(3)));
