/** Where the tables for transforms of length n lie, as pointers. */
export interface FftTables {
  readonly n: number;
  readonly radices: number;
  readonly root: number;
  /** 0 where the length is too short for lines alone. */
  readonly turns: number;
}

/** Tables for complex lines of length n, or for n/2 complex values that are the n values of a real line. */
export interface TableSpec {
  readonly n: number;
  readonly packed: boolean;
}

/** Complex values of a line. */
const lengthOf = ({ n, packed }: TableSpec): number => (packed ? n / 2 : n);

/**
 * The radices of the passes of a transform. Of the powers of two as many as there are become eights and fours, which come
 * first; then the other prime factors, the largest first.
 */
export function radicesOf(spec: TableSpec): number[] {
  let rest = lengthOf(spec);
  let twos = 0;
  for (; rest % 2 === 0; rest /= 2) twos++;
  const fours = twos % 3 === 2 ? 1 : twos % 3 === 1 && twos > 1 ? 2 : 0;
  const eights = Math.floor((twos - 2 * fours) / 3);
  const radices = [...new Array<number>(eights).fill(8), ...new Array<number>(fours).fill(4)];
  const primes: number[] = twos === 1 ? [2] : [];
  for (let prime = 3; prime * prime <= rest; prime += 2) {
    for (; rest % prime === 0; rest /= prime) primes.unshift(prime);
  }
  if (rest > 1) primes.unshift(rest);
  return [...radices, ...primes];
}

/** exp(-2πi j/n) for j < n as pairs, from float64. */
export function rootsOfUnity(n: number): Float32Array {
  const roots = new Float32Array(2 * n);
  for (let j = 0; j < n; j++) {
    const angle = (-2 * Math.PI * j) / n;
    roots[2 * j] = Math.cos(angle);
    roots[2 * j + 1] = Math.sin(angle);
  }
  return roots;
}

/**
 * exp(-2πi pk/n) for the first pass of a line alone: of each k from 1 to r - 1 first the real, then the imaginary parts for
 * all p < n/r. Empty where there are less than four of these.
 */
export function turnsOf(spec: TableSpec, [radix = 1]: readonly number[]): Float32Array {
  const n = lengthOf(spec);
  const m = n / radix;
  if (m < 4) return new Float32Array(0);
  const turns = new Float32Array(2 * (radix - 1) * m);
  for (let k = 1, at = 0; k < radix; k++, at += 2 * m) {
    for (let p = 0; p < m; p++) {
      const angle = (-2 * Math.PI * p * k) / n;
      turns[at + p] = Math.cos(angle);
      turns[at + m + p] = Math.sin(angle);
    }
  }
  return turns;
}
