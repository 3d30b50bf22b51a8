import {
  butterfly,
  butterfly2,
  butterfly3,
  butterfly4,
  butterfly5,
  butterfly8,
  Turned,
  TurnedEach,
  Unturned,
} from './butterflies';

/*
 * The self-sorting DFT of Stockham. A pass of radix r takes
 * y[s(rp + k) + q] = w^(pk) Σ_j x[s(p + mj) + q] exp(-2πi jk/r) for p < m and all q < s, where w is the root of unity
 * of the rest r·m, and s the product of the radices before. Vectors run over q.
 *
 * In a block of lines, [n, columns] for real and imaginary part each, q runs over their columns, too: s begins with
 * these. The first pass of a line alone has s = 1; its vectors run over p.
 */

const VECTOR: usize = 16;

/** A pass; s in bytes. Where s is no multiple of a vector, the last one overlaps that before, or the next row. */
function pass(
  r: usize,
  xr: usize,
  xi: usize,
  yr: usize,
  yi: usize,
  m: usize,
  s: usize,
  root: usize,
  step: usize,
): void {
  const h = s * m;
  const last: usize = s < VECTOR ? 0 : s - VECTOR;
  for (let p: usize = 0; p < m; p++) {
    const a = s * p;
    const t = (p * step) << 3;
    if (p === 0) run<Unturned>(r, xr, xi, a, h, yr, yi, r * a, s, root, t, last, step * m);
    else run<Turned>(r, xr, xi, a, h, yr, yi, r * a, s, root, t, last, step * m);
  }
}

/** All q for one p. */
function run<T>(
  r: usize,
  xr: usize,
  xi: usize,
  a: usize,
  h: usize,
  yr: usize,
  yi: usize,
  o: usize,
  s: usize,
  root: usize,
  next: usize,
  last: usize,
  unit: usize,
): void {
  const t = root + next;
  if (r === 8) {
    for (let q: usize = 0; ; q = min(q + VECTOR, last)) {
      butterfly8<T>(xr, xi, a + q, h, yr, yi, o + q, s, t, next, 4);
      if (q === last) return;
    }
  }
  if (r === 4) {
    for (let q: usize = 0; ; q = min(q + VECTOR, last)) {
      butterfly4<T>(xr, xi, a + q, h, yr, yi, o + q, s, t, next, 4);
      if (q === last) return;
    }
  }
  if (r === 2) {
    for (let q: usize = 0; ; q = min(q + VECTOR, last)) {
      butterfly2<T>(xr, xi, a + q, h, yr, yi, o + q, s, t, 4);
      if (q === last) return;
    }
  }
  if (r === 3) {
    for (let q: usize = 0; ; q = min(q + VECTOR, last)) {
      butterfly3<T>(xr, xi, a + q, h, yr, yi, o + q, s, t, next, 4);
      if (q === last) return;
    }
  }
  if (r === 5) {
    for (let q: usize = 0; ; q = min(q + VECTOR, last)) {
      butterfly5<T>(xr, xi, a + q, h, yr, yi, o + q, s, t, next, 4);
      if (q === last) return;
    }
  }
  for (let q: usize = 0; ; q = min(q + VECTOR, last)) {
    butterfly<T>(xr, xi, a + q, h, yr, yi, o + q, s, t, next, 4, r, root, unit);
    if (q === last) return;
  }
}

/**
 * All passes for n = the product of `radices` (u32, ended by 0), to and fro between block x and block
 * y. `root` holds exp(-2πi j/(n·unit)) for j < n·unit as pairs.
 *
 * @returns whether the answer is in y
 */
export function transformBlock(
  xr: usize,
  xi: usize,
  yr: usize,
  yi: usize,
  n: usize,
  columns: usize,
  radices: usize,
  root: usize,
  unit: usize,
): bool {
  let s = columns << 2;
  let m = n;
  let inY = false;
  for (let r = <usize>load<u32>(radices); r !== 0; r = <usize>load<u32>(radices)) {
    radices += 4;
    m /= r;
    const step = (unit * n) / (m * r);
    if (inY) pass(r, yr, yi, xr, xi, m, s, root, step);
    else pass(r, xr, xi, yr, yi, m, s, root, step);
    s *= r;
    inY = !inY;
  }
  return inY;
}

/**
 * The same for a line alone, from x by way of y and z; at least two passes, of which the first leaves m ≥ 4. `turns`
 * has w^(pk) of the first pass: for each k from 1 on m real parts, then m imaginary ones.
 *
 * @param work room for two vectors of the first radix
 */
export function transformLine(
  xr: usize,
  xi: usize,
  yr: usize,
  yi: usize,
  zr: usize,
  zi: usize,
  toR: usize,
  toI: usize,
  work: usize,
  n: usize,
  radices: usize,
  root: usize,
  unit: usize,
  turns: usize,
): void {
  const first = <usize>load<u32>(radices);
  let m = n / first;
  firstPass(first, xr, xi, yr, yi, m, work, turns, root, unit * m);
  let s = first << 2;
  let inY = true;
  for (;;) {
    radices += 4;
    const r = <usize>load<u32>(radices);
    m /= r;
    const step = (unit * n) / (m * r);
    const fromR = inY ? yr : zr;
    const fromI = inY ? yi : zi;
    if (m === 1) {
      pass(r, fromR, fromI, toR, toI, m, s, root, step);
      return;
    }
    pass(r, fromR, fromI, inY ? zr : yr, inY ? zi : yi, m, s, root, step);
    s *= r;
    inY = !inY;
  }
}

/** Where the first KiB of the memory has room for two vectors of radix 8. */
const SIDE: usize = 512;

/** s = 1: four neighbours p at a time. */
function firstPass(
  r: usize,
  xr: usize,
  xi: usize,
  yr: usize,
  yi: usize,
  m: usize,
  work: usize,
  turns: usize,
  root: usize,
  unit: usize,
): void {
  const h = m << 2;
  const imag = work + r * VECTOR;
  const last = h - VECTOR;
  if (r === 8) {
    for (let a: usize = 0; ; a = min(a + VECTOR, last)) {
      butterfly8<TurnedEach>(xr, xi, a, h, SIDE, SIDE + 128, 0, VECTOR, turns + a, 2 * h, h);
      const o = 8 * a;
      transposeFour(SIDE, yr + o, 32);
      transposeFour(SIDE + 64, yr + o + 16, 32);
      transposeFour(SIDE + 128, yi + o, 32);
      transposeFour(SIDE + 192, yi + o + 16, 32);
      if (a === last) return;
    }
  }
  if (r === 4) {
    for (let a: usize = 0; ; a = min(a + VECTOR, last)) {
      butterfly4<TurnedEach>(xr, xi, a, h, SIDE, SIDE + 64, 0, VECTOR, turns + a, 2 * h, h);
      transposeFour(SIDE, yr + 4 * a, 16);
      transposeFour(SIDE + 64, yi + 4 * a, 16);
      if (a === last) return;
    }
  }
  for (let a: usize = 0; ; a = min(a + VECTOR, last)) {
    butterfly<TurnedEach>(xr, xi, a, h, work, imag, 0, VECTOR, turns + a, 2 * h, h, r, root, unit);
    transposeRows(work, yr + r * a, r);
    transposeRows(imag, yi + r * a, r);
    if (a === last) return;
  }
}

function transposeFour(from: usize, to: usize, row: usize): void {
  const a = v128.load(from);
  const b = v128.load(from, 16);
  const c = v128.load(from, 32);
  const d = v128.load(from, 48);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const above = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const below = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + row, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * row, v128.shuffle<f32>(above, below, 0, 1, 4, 5));
  v128.store(to + 3 * row, v128.shuffle<f32>(above, below, 2, 3, 6, 7));
}

/** r rows of four values to four rows of r. */
function transposeRows(from: usize, to: usize, r: usize): void {
  const row = r << 2;
  let k: usize = 0;
  for (; k + 4 <= r; k += 4) {
    transposeFour(from, to, row);
    from += 64;
    to += 16;
  }
  for (; k < r; k++) {
    const a = v128.load(from);
    v128.store_lane<f32>(to, a, 0);
    v128.store_lane<f32>(to + row, a, 1);
    v128.store_lane<f32>(to + 2 * row, a, 2);
    v128.store_lane<f32>(to + 3 * row, a, 3);
    from += VECTOR;
    to += 4;
  }
}
