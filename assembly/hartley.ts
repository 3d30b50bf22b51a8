import { halfLineToReal, realLineToHalf } from './lines';

/**
 * The transform of Hartley of a line of prime length p, see primeLines.ts: H[g^-u] = x[0] + Σ_q x[g^q] b[q - u], a
 * correlation over n ≥ p - 1. `powers` holds g^q mod p, `kernel` the half spectrum of b, and `line`, `spectrum` are room
 * for n values and for the half spectra of these.
 */
export function hartley(
  p: usize,
  n: usize,
  work: usize,
  radices: usize,
  root: usize,
  turns: usize,
  powers: usize,
  kernelR: usize,
  kernelI: usize,
  x: usize,
  to: usize,
  line: usize,
  real: usize,
  imag: usize,
): void {
  const count = p - 1;
  const bins = (n >> 1) + 1;
  const first = load<f32>(x);
  let sum: f64 = first;
  for (let q: usize = 0; q < count; q++) {
    const value = load<f32>(x + (load<u32>(powers + (q << 2)) << 2));
    store<f32>(line + (q << 2), value);
    sum += value;
  }
  memory.fill(line + (count << 2), 0, (n - count) << 2);
  realLineToHalf(n, work, radices, root, turns, line, n, 0, real, imag, bins, 0, 1);
  for (let f: usize = 0; f < bins << 2; f += 4) {
    const a = load<f32>(real + f);
    const b = load<f32>(imag + f);
    const c = load<f32>(kernelR + f);
    const d = load<f32>(kernelI + f);
    store<f32>(real + f, a * c + b * d);
    store<f32>(imag + f, b * c - a * d);
  }
  halfLineToReal(n, work, radices, root, turns, real, imag, bins, 0, line, n, 0, 1);
  store<f32>(to, <f32>sum);
  // g^(-u) = g^(p - 1 - u)
  store<f32>(to + 4, first + load<f32>(line));
  for (let u: usize = 1; u < count; u++) {
    const k = load<u32>(powers + ((count - u) << 2));
    store<f32>(to + (k << 2), first + load<f32>(line + (u << 2)));
  }
}

/** The DFT of a real line of length n from its transform of Hartley, times `scale`. */
export function hartleyToComplex(n: usize, h: usize, toR: usize, toI: usize, scale: f32): void {
  const half: f32 = 0.5 * scale;
  store<f32>(toR, scale * load<f32>(h));
  store<f32>(toI, 0);
  for (let k: usize = 1; k < n; k++) {
    const a = load<f32>(h + (k << 2));
    const b = load<f32>(h + ((n - k) << 2));
    store<f32>(toR + (k << 2), half * (a + b));
    store<f32>(toI + (k << 2), half * (b - a));
  }
}
