/** The least number from n on with no prime factor above 5: its transforms are fast. */
export function fastLength(n: number): number {
  for (let length = n; ; length++) {
    let rest = length;
    for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
    if (rest === 1) return length;
  }
}
