/** Columns count as orthogonal when their product is so small a part of their norms. */
const ORTHOGONAL = 1e-10;
const MOST_SWEEPS = 40;

/** A column of a complex matrix. */
interface Column {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/**
 * The singular values of a complex matrix of no more columns than rows, in no order: rotations make its columns
 * orthogonal, two at a time, and their norms remain (one-sided Jacobi method, Hestenes 1958). In float64.
 *
 * @param real row by row; so the imaginary part
 */
export function columnNorms(real: Float32Array, imag: Float32Array, columns: number): number[] {
  const rows = real.length / columns;
  const matrix = Array.from({ length: columns }, (_, j): Column => {
    const along = (part: Float32Array) =>
      Float64Array.from({ length: rows }, (_, i) => part[i * columns + j] as number);
    return { re: along(real), im: along(imag) };
  });
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let isDone = true;
    for (let j = 1; j < columns; j++) {
      for (let i = 0; i < j; i++) {
        if (rotate(matrix[i] as Column, matrix[j] as Column)) isDone = false;
      }
    }
    if (isDone) break;
  }
  return matrix.map((column) => Math.sqrt(inner(column, column).re));
}

/** Makes two columns orthogonal; false where they are. */
function rotate(a: Column, b: Column): boolean {
  const [alpha, beta] = [inner(a, a).re, inner(b, b).re];
  const gamma = inner(a, b);
  const size = Math.hypot(gamma.re, gamma.im);
  if (size <= ORTHOGONAL * Math.sqrt(alpha * beta)) return false;
  const zeta = (beta - alpha) / (2 * size);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const [re, im] = [(cosine * tangent * gamma.re) / size, (cosine * tangent * gamma.im) / size];
  for (let k = 0; k < a.re.length; k++) {
    const [ar, ai, br, bi] = [a.re[k], a.im[k], b.re[k], b.im[k]] as [
      number,
      number,
      number,
      number,
    ];
    // a' = cos a - sin e^(-iφ) b, b' = sin e^(iφ) a + cos b, with φ the angle of aᴴb
    a.re[k] = cosine * ar - (re * br + im * bi);
    a.im[k] = cosine * ai - (re * bi - im * br);
    b.re[k] = re * ar - im * ai + cosine * br;
    b.im[k] = re * ai + im * ar + cosine * bi;
  }
  return true;
}

/** aᴴb. */
function inner(a: Column, b: Column): { re: number; im: number } {
  let [re, im] = [0, 0];
  for (let k = 0; k < a.re.length; k++) {
    const [ar, ai, br, bi] = [a.re[k], a.im[k], b.re[k], b.im[k]] as [
      number,
      number,
      number,
      number,
    ];
    re += ar * br + ai * bi;
    im += ar * bi - ai * br;
  }
  return { re, im };
}
