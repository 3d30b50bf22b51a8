/** The least number from n on that is 1 or even and has no prime factor above 5: its transforms are fast. */
export function fastLength(n: number): number {
  if (n <= 1) return 1;
  for (let length = 2 * Math.ceil(n / 2); ; length += 2) {
    let rest = length;
    for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
    if (rest === 1) return length;
  }
}
