/**
 * The class that each row of outputs speaks for: the one of the largest value, of equal ones the first. A single output is
 * the probability of class 1, taken above 0.5. Undefined where there are NaN among them.
 *
 * @param outputs [samples, units], row by row
 */
export function predictedClasses(outputs: Float32Array, units: number): number[] | undefined {
  if (outputs.some(Number.isNaN)) return undefined;
  return Array.from({ length: outputs.length / units }, (_, sample) =>
    units === 1
      ? Number((outputs[sample] as number) > 0.5)
      : largestAt(outputs.subarray(sample * units, (sample + 1) * units)),
  );
}

function largestAt(row: Float32Array): number {
  let best = 0;
  for (let at = 1; at < row.length; at++) {
    if ((row[at] as number) > (row[best] as number)) best = at;
  }
  return best;
}
