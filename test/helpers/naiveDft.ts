/** Σ_j x[j] exp(∓2πi jk/n) in float64, straight from the definition; x is cropped or zero-padded to n. */
export function naiveDft(
  x: { real: ArrayLike<number>; imag?: ArrayLike<number> },
  n: number,
  inverse = false,
): { real: number[]; imag: number[] } {
  const sign = inverse ? 1 : -1;
  const scale = inverse ? 1 / n : 1;
  const real = new Array<number>(n).fill(0);
  const imag = new Array<number>(n).fill(0);
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < Math.min(n, x.real.length); j++) {
      const angle = (sign * 2 * Math.PI * ((j * k) % n)) / n;
      const [a, b] = [x.real[j] as number, x.imag?.[j] ?? 0];
      real[k] = (real[k] as number) + scale * (a * Math.cos(angle) - b * Math.sin(angle));
      imag[k] = (imag[k] as number) + scale * (a * Math.sin(angle) + b * Math.cos(angle));
    }
  }
  return { real, imag };
}

/** The same over both axes of a [rows, columns] array, at lengths `shape`. */
export function naiveDft2(
  x: { real: ArrayLike<number>; imag?: ArrayLike<number> },
  [rows, columns]: [number, number],
  shape: [number, number] = [rows, columns],
  inverse = false,
): { real: number[]; imag: number[] } {
  const part = (values: ArrayLike<number>, at: number[]) => at.map((i) => values[i] as number);
  const alongRows = Array.from({ length: rows }, (_, i) => {
    const at = Array.from({ length: columns }, (_, j) => i * columns + j);
    const line = { real: part(x.real, at), imag: x.imag ? part(x.imag, at) : at.map(() => 0) };
    return naiveDft(line, shape[1], inverse);
  });
  const alongColumns = Array.from({ length: shape[1] }, (_, j) =>
    naiveDft(
      {
        real: alongRows.map((row) => row.real[j] as number),
        imag: alongRows.map((row) => row.imag[j] as number),
      },
      shape[0],
      inverse,
    ),
  );
  const grid = (name: 'real' | 'imag') =>
    Array.from({ length: shape[0] }, (_, i) =>
      alongColumns.map((c) => c[name][i] as number),
    ).flat();
  return { real: grid('real'), imag: grid('imag') };
}
