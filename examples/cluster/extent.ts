/** The least and the largest of some values, which may be more than a call takes arguments. */
export const extent = (values: readonly number[]): [least: number, largest: number] => [
  values.reduce((a, b) => Math.min(a, b)),
  values.reduce((a, b) => Math.max(a, b)),
];
