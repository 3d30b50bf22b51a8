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
  const { method, output, reference, relevanceSum, residual } = row;
  if (residual === undefined) return `${method} promises no sum: its map says where, not how much.`;
  const whole = output - reference;
  if (Math.abs(relevanceSum) >= 0.1 * Math.abs(whole)) return undefined;
  const percent = ((100 * relevanceSum) / whole).toFixed(1);
  return `The map explains ${percent} % of ${number(whole)}: ${rest(row, residual)}.`;
}

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
