import type { Conservation } from './conservation';

/** What {@link noteOf} goes by. */
export interface Noted extends Omit<Conservation, 'note'> {
  /** By layer, how far its inputs lie outside of what its rule is valid for. */
  readonly outside: ReadonlyMap<string, number>;
}

/** What a reader of the map must know, in sentences; undefined where there is nothing. */
export function noteOf(row: Noted): string | undefined {
  const sentences = [explainedPart(row), ...[...row.outside].map(outsideOfBox)];
  return sentences.filter((sentence) => sentence !== undefined).join(' ') || undefined;
}

function explainedPart(row: Noted): string | undefined {
  const { method, explained = 1, residual } = row;
  if (residual === undefined) return `${method} promises no sum: its map says where, not how much.`;
  if (explained >= 0.1) return undefined;
  if (explained <= -0.1)
    return `The map adds up to ${number(row.relevanceSum)}, the opposite of ${wholeOf(row)}: ${rest(row, residual)}.`;
  return `The map explains ${shareOf(explained)} of ${wholeOf(row)}: ${rest(row, residual)}.`;
}

/** What rounds to no tenth of a percent, or has the other sign, is nothing. */
function shareOf(explained: number): string {
  const percent = (100 * explained).toFixed(1);
  return Number(percent) <= 0 ? 'nothing' : `only ${percent} %`;
}

/** What a map has to explain. */
function wholeOf({ method, output, reference }: Noted): string {
  const [from, value] = [starts[method ?? ''], number(output - reference)];
  return from ? `the change of the output since the ${from}, ${value}` : `the output, ${value}`;
}

/** Where the way to x begins. */
const starts: Readonly<Record<string, string>> = {
  integratedGradients: 'baseline',
  exactIntegratedGradients: 'baseline',
  taylorDecomposition: 'root point',
};

/** What takes the most of what is left. */
function rest({ biasShare, absorbed, layersWithoutRule, method }: Noted, residual: number): string {
  const most = Math.max(...[biasShare, absorbed, residual].map(Math.abs));
  if (Math.abs(biasShare) === most) {
    const advice = method === 'lrp' ? '; rules with { biases: false } leave them out' : '';
    return `biases take ${number(biasShare)}${advice}`;
  }
  if (Math.abs(absorbed) === most) return `the ε of its rules absorbs ${number(absorbed)}`;
  const layers = layersWithoutRule.length > 0 ? `, some by ${layersWithoutRule.join(', ')}` : '';
  return `${number(residual)} is left over${layers}`;
}

const outsideOfBox = ([layer, distance]: [string, number]): string | undefined =>
  distance > 0
    ? `Inputs of '${layer}' lie up to ${number(distance)} outside of the box that its rule assumes.`
    : undefined;

const number = (value: number): string => String(Number(value.toPrecision(3)));
