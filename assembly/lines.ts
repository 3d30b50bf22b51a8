import { transformLine } from './passes';
import { scaleRow } from './rows';

/*
 * The transforms of index.ts for lines whose values lie one behind the other, each line alone: vectors run along it. A
 * line of four values or less in its parts is none for these. `turns` is that of transformLine.
 */

/** Bytes from one array of n values in the work room to the next, which begins in another set of the cache. */
function sizeOf(n: usize): usize {
  return (((n + 15) & ~15) << 2) + 192;
}

/** `used` values from `at` on, in zeros. */
function amongZeros(to: usize, from: usize, used: usize, at: usize, n: usize): void {
  memory.fill(to, 0, at << 2);
  memory.copy(to + (at << 2), from, used << 2);
  memory.fill(to + ((at + used) << 2), 0, (n - at - used) << 2);
}

export function complexLine(
  n: usize,
  work: usize,
  radices: usize,
  root: usize,
  turns: usize,
  fromR: usize,
  fromI: usize,
  used: usize,
  at: usize,
  toR: usize,
  toI: usize,
  keep: usize,
  first: usize,
  scale: f32,
): void {
  const size = sizeOf(n);
  const yr = work;
  const yi = work + size;
  const zr = work + 2 * size;
  const zi = work + 3 * size;
  const sideR = work + 4 * size;
  const sideI = work + 5 * size;
  if (used !== n) {
    amongZeros(sideR, fromR, used, at, n);
    amongZeros(sideI, fromI, used, at, n);
    fromR = sideR;
    fromI = sideI;
  }
  const whole = keep === n;
  const outR = whole ? toR : sideR;
  const outI = whole ? toI : sideI;
  const rest = work + 6 * size;
  transformLine(fromR, fromI, yr, yi, zr, zi, outR, outI, rest, n, radices, root, 1, turns);
  if (whole && scale === 1) return;
  scaleRow(toR, outR + (first << 2), keep, scale);
  scaleRow(toI, outI + (first << 2), keep, scale);
}

export function realLineToHalf(
  n: usize,
  work: usize,
  radices: usize,
  root: usize,
  turns: usize,
  from: usize,
  used: usize,
  at: usize,
  toR: usize,
  toI: usize,
  keep: usize,
  first: usize,
  scale: f32,
): void {
  const m = n >> 1;
  const size = sizeOf(m + 1);
  const xr = work;
  const xi = work + size;
  const yr = work + 2 * size;
  const yi = work + 3 * size;
  const zr = work + 4 * size;
  const zi = work + 5 * size;
  if (used !== n) {
    // y is not in use yet
    amongZeros(yr, from, used, at, n);
    from = yr;
  }
  evenAndOdd(xr, xi, from, m);
  const rest = work + 6 * size;
  transformLine(xr, xi, yr, yi, zr, zi, xr, xi, rest, m, radices, root, 2, turns);
  const whole = keep === m + 1;
  unpackLine(xr, xi, whole ? toR : yr, whole ? toI : yi, m, root, 0.5 * scale);
  if (whole) return;
  memory.copy(toR, yr + (first << 2), keep << 2);
  memory.copy(toI, yi + (first << 2), keep << 2);
}

/** Values 2j and 2j + 1 become value j of two lines. */
function evenAndOdd(even: usize, odd: usize, from: usize, m: usize): void {
  for (let j: usize = 0; ; j = min<usize>(j + 4, m - 4)) {
    const a = v128.load(from + (j << 3));
    const b = v128.load(from + (j << 3), 16);
    v128.store(even + (j << 2), v128.shuffle<f32>(a, b, 0, 2, 4, 6));
    v128.store(odd + (j << 2), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
    if (j === m - 4) return;
  }
}

function backwards(a: v128): v128 {
  return v128.shuffle<f32>(a, a, 3, 2, 1, 0);
}

/** X from Z as in `unpack`: bins k and m - k at once, X_k = E + T and X_{m-k} = (E - T)*. */
function unpackLine(
  zr: usize,
  zi: usize,
  toR: usize,
  toI: usize,
  m: usize,
  root: usize,
  scale: f32,
): void {
  store<f32>(zr + (m << 2), load<f32>(zr));
  store<f32>(zi + (m << 2), load<f32>(zi));
  const scales = f32x4.splat(scale);
  for (let k: usize = 0; k <= m >> 1; k += 4) {
    const a = k << 2;
    const b = (m - 3 - k) << 2;
    const first = v128.load(root + 2 * a);
    const second = v128.load(root + 2 * a, 16);
    const c = v128.shuffle<f32>(first, second, 0, 2, 4, 6);
    const d = v128.shuffle<f32>(first, second, 1, 3, 5, 7);
    const ar = v128.load(zr + a);
    const ai = v128.load(zi + a);
    const br = backwards(v128.load(zr + b));
    const bi = backwards(v128.load(zi + b));
    const or = f32x4.add(ai, bi);
    const oi = f32x4.sub(br, ar);
    const er = f32x4.add(ar, br);
    const ei = f32x4.sub(ai, bi);
    const tr = f32x4.sub(f32x4.mul(c, or), f32x4.mul(d, oi));
    const ti = f32x4.add(f32x4.mul(c, oi), f32x4.mul(d, or));
    v128.store(toR + a, f32x4.mul(scales, f32x4.add(er, tr)));
    v128.store(toI + a, f32x4.mul(scales, f32x4.add(ei, ti)));
    v128.store(toR + b, backwards(f32x4.mul(scales, f32x4.sub(er, tr))));
    v128.store(toI + b, backwards(f32x4.mul(scales, f32x4.sub(ti, ei))));
  }
}

export function halfLineToReal(
  n: usize,
  work: usize,
  radices: usize,
  root: usize,
  turns: usize,
  fromR: usize,
  fromI: usize,
  used: usize,
  at: usize,
  to: usize,
  keep: usize,
  first: usize,
  scale: f32,
): void {
  const m = n >> 1;
  const size = sizeOf(m + 1);
  const xr = work;
  const xi = work + size;
  const yr = work + 2 * size;
  const yi = work + 3 * size;
  const zr = work + 4 * size;
  const zi = work + 5 * size;
  if (used !== m + 1) {
    amongZeros(yr, fromR, used, at, m + 1);
    amongZeros(yi, fromI, used, at, m + 1);
    fromR = yr;
    fromI = yi;
  }
  packLine(fromR, fromI, xr, xi, m, root);
  // real and imaginary part change places for the inverse
  const rest = work + 6 * size;
  transformLine(xi, xr, yi, yr, zi, zr, xi, xr, rest, m, radices, root, 2, turns);
  if (keep === n) inTurns(to, xr, xi, m, scale);
  else {
    inTurns(yr, xr, xi, m, scale);
    memory.copy(to, yr + (first << 2), keep << 2);
  }
}

/** Z from X as in `pack`: bins k and m - k at once. */
function packLine(xr: usize, xi: usize, zr: usize, zi: usize, m: usize, root: usize): void {
  for (let k: usize = 0; k <= m >> 1; k += 4) {
    const a = k << 2;
    const b = (m - 3 - k) << 2;
    const first = v128.load(root + 2 * a);
    const second = v128.load(root + 2 * a, 16);
    const c = v128.shuffle<f32>(first, second, 0, 2, 4, 6);
    const d = v128.shuffle<f32>(first, second, 1, 3, 5, 7);
    const ar = v128.load(xr + a);
    const ai = v128.load(xi + a);
    const br = backwards(v128.load(xr + b));
    const bi = backwards(v128.load(xi + b));
    const er = f32x4.add(ar, br);
    const ei = f32x4.sub(ai, bi);
    const dr = f32x4.sub(ar, br);
    const di = f32x4.add(ai, bi);
    // times the conjugate of the root
    const or = f32x4.add(f32x4.mul(c, dr), f32x4.mul(d, di));
    const oi = f32x4.sub(f32x4.mul(c, di), f32x4.mul(d, dr));
    v128.store(zr + b, backwards(f32x4.add(er, oi)));
    v128.store(zi + b, backwards(f32x4.sub(or, ei)));
    v128.store(zr + a, f32x4.sub(er, oi));
    v128.store(zi + a, f32x4.add(ei, or));
  }
  // bins 0 and m are real
  const zero = load<f32>(xr);
  const last = load<f32>(xr + (m << 2));
  store<f32>(zr, zero + last);
  store<f32>(zi, zero - last);
}

/** Value j of two lines become values 2j and 2j + 1, times `scale`. */
function inTurns(to: usize, even: usize, odd: usize, m: usize, scale: f32): void {
  const scales = f32x4.splat(scale);
  for (let j: usize = 0; ; j = min<usize>(j + 4, m - 4)) {
    const a = f32x4.mul(scales, v128.load(even + (j << 2)));
    const b = f32x4.mul(scales, v128.load(odd + (j << 2)));
    v128.store(to + (j << 3), v128.shuffle<f32>(a, b, 0, 4, 1, 5));
    v128.store(to + (j << 3), v128.shuffle<f32>(a, b, 2, 6, 3, 7), 16);
    if (j === m - 4) return;
  }
}
