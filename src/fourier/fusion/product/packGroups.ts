/** Outputs that are computed together. */
const GROUP = 8;

/** Numbers of {@link packGroups}. */
export const groupedSize = (inputs: number, segments: number, outputs: number): number =>
  inputs * segments * Math.ceil(outputs / GROUP) * GROUP;

/**
 * Weights in the order in which they are read: eight outputs of a segment at a time, with those of all inputs.
 *
 * @param weights [inputs, segments, outputs]
 * @param to [segments, groups of eight outputs, inputs, 8], with 0 where there are fewer outputs
 */
export function packGroups(
  weights: Float32Array,
  inputs: number,
  segments: number,
  outputs: number,
  to: Float32Array,
): void {
  const groups = Math.ceil(outputs / GROUP);
  for (let at = 0; at < groupedSize(inputs, segments, outputs); at++) {
    const [i, row] = [at % GROUP, Math.floor(at / GROUP)];
    const [input, group] = [row % inputs, Math.floor(row / inputs)];
    const output = (group % groups) * GROUP + i;
    const from = (input * segments + Math.floor(group / groups)) * outputs + output;
    to[at] = output < outputs ? (weights[from] as number) : 0;
  }
}
