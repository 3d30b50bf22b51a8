import { itemAt } from '../itemAt';

/** `count` of the integers 0 to n - 1 in random order, each once (Fisher and Yates). `random` gives numbers in [0, 1). */
export function draw(n: number, count: number, random: () => number): number[] {
  const all = Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const other = i + Math.floor(random() * (n - i));
    [all[i], all[other]] = [itemAt(all, other), itemAt(all, i)];
  }
  return all.slice(0, count);
}
