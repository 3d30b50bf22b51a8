/** Ascending numbers as people and Slurm write them: 4, 7-9, 12. */
export function listed(numbers: readonly number[]): string {
  const stretches: [first: number, last: number][] = [];
  for (const number of numbers) {
    const before = stretches.at(-1);
    if (before && before[1] === number - 1) before[1] = number;
    else stretches.push([number, number]);
  }
  return stretches
    .map(([first, last]) => (first === last ? String(first) : `${first}-${last}`))
    .join(', ');
}
