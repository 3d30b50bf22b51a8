import { complexLine, halfLineToReal, realLineToHalf } from './lines';
import { transformBlock } from './passes';
import { clearRow, copyRow, loadRows, storeRows } from './rows';

/*
 * The DFT of many lines of float32 values, four lines at a time. A value j of line l lies at
 * pointer + 4(j · stride + l · apart), for input and output each. `radices` and `root` describe the
 * transform, see transformBlock; `work` has room for four blocks of one row more than it needs.
 */

/** `lines` complex lines, `used` values of each in use from `at` on, to `keep` values of their DFT from `first` on. */
export function complexToComplex(
  n: usize,
  columns: usize,
  work: usize,
  radices: usize,
  root: usize,
  turns: usize,
  lines: usize,
  fromR: usize,
  fromI: usize,
  stride: usize,
  apart: usize,
  used: usize,
  at: usize,
  toR: usize,
  toI: usize,
  toStride: usize,
  toApart: usize,
  keep: usize,
  first: usize,
  scale: f32,
): void {
  if (turns !== 0 && stride === 1 && toStride === 1) {
    for (let l: usize = 0; l < lines; l++) {
      const fr = (l * apart) << 2;
      const to = (l * toApart) << 2;
      complexLine(
        n,
        work,
        radices,
        root,
        turns,
        fromR + fr,
        fromI + fr,
        used,
        at,
        toR + to,
        toI + to,
        keep,
        first,
        scale,
      );
    }
    return;
  }
  const row = columns << 2;
  const size = n * row;
  const xr = work;
  const xi = work + size;
  const yr = work + 2 * size;
  const yi = work + 3 * size;
  for (let l: usize = 0; l < lines; l += columns) {
    const count = min<usize>(columns, lines - l);
    const from = (l * apart) << 2;
    loadRows(xr, xr + row, 2 * row, columns, fromR + from, stride, apart, count, used, at, n);
    loadRows(xi, xi + row, 2 * row, columns, fromI + from, stride, apart, count, used, at, n);
    const inY = transformBlock(xr, xi, yr, yi, n, columns, radices, root, 1);
    const zr = inY ? yr : xr;
    const zi = inY ? yi : xi;
    const to = (l * toApart) << 2;
    storeRows(zr, zr + row, 2 * row, toR + to, toStride, toApart, count, keep, first, scale);
    storeRows(zi, zi + row, 2 * row, toI + to, toStride, toApart, count, keep, first, scale);
  }
}

/**
 * Real lines of even length n to `keep` of the first n/2 + 1 values of their DFT. Values 2j and 2j + 1 are real and
 * imaginary part of z_j. With Z = DFT(z) of length m = n/2, the even and odd values have the spectra
 * E_k = (Z_k + Z*_{m-k})/2 and O_k = (Z_k - Z*_{m-k})/2i, and X_k = E_k + exp(-2πi k/n) O_k.
 */
export function realToHalf(
  n: usize,
  columns: usize,
  work: usize,
  radices: usize,
  root: usize,
  turns: usize,
  lines: usize,
  from: usize,
  stride: usize,
  apart: usize,
  used: usize,
  at: usize,
  toR: usize,
  toI: usize,
  toStride: usize,
  toApart: usize,
  keep: usize,
  first: usize,
  scale: f32,
): void {
  if (turns !== 0 && stride === 1 && toStride === 1) {
    for (let l: usize = 0; l < lines; l++) {
      const fr = from + ((l * apart) << 2);
      const to = (l * toApart) << 2;
      realLineToHalf(
        n,
        work,
        radices,
        root,
        turns,
        fr,
        used,
        at,
        toR + to,
        toI + to,
        keep,
        first,
        scale,
      );
    }
    return;
  }
  const m = n >> 1;
  const row = columns << 2;
  const size = (m + 1) * row;
  const xr = work;
  const xi = work + size;
  const yr = work + 2 * size;
  const yi = work + 3 * size;
  for (let l: usize = 0; l < lines; l += columns) {
    const count = min<usize>(columns, lines - l);
    loadRows(xr, xi, row, columns, from + ((l * apart) << 2), stride, apart, count, used, at, n);
    const inY = transformBlock(xr, xi, yr, yi, m, columns, radices, root, 2);
    const zr = inY ? yr : xr;
    const zi = inY ? yi : xi;
    const halfR = inY ? xr : yr;
    const halfI = inY ? xi : yi;
    copyRow(zr + m * row, zr, columns);
    copyRow(zi + m * row, zi, columns);
    for (let k = first; k < first + keep; k++) unpack(zr, zi, halfR, halfI, k, m, row, root);
    const to = (l * toApart) << 2;
    storeRows(
      halfR,
      halfR + row,
      2 * row,
      toR + to,
      toStride,
      toApart,
      count,
      keep,
      first,
      0.5 * scale,
    );
    storeRows(
      halfI,
      halfI + row,
      2 * row,
      toI + to,
      toStride,
      toApart,
      count,
      keep,
      first,
      0.5 * scale,
    );
  }
}

/** Row k of 2X from Z. */
function unpack(
  zr: usize,
  zi: usize,
  xr: usize,
  xi: usize,
  k: usize,
  m: usize,
  row: usize,
  root: usize,
): void {
  const c = f32x4.splat(load<f32>(root + (k << 3)));
  const d = f32x4.splat(load<f32>(root + (k << 3), 4));
  const a = k * row;
  const b = (m - k) * row;
  for (let q: usize = 0; q < row; q += 16) {
    const ar = v128.load(zr + a + q);
    const ai = v128.load(zi + a + q);
    const br = v128.load(zr + b + q);
    const bi = v128.load(zi + b + q);
    const or = f32x4.add(ai, bi);
    const oi = f32x4.sub(br, ar);
    const er = f32x4.add(ar, br);
    const ei = f32x4.sub(ai, bi);
    const tr = f32x4.sub(f32x4.mul(c, or), f32x4.mul(d, oi));
    const ti = f32x4.add(f32x4.mul(c, oi), f32x4.mul(d, or));
    v128.store(xr + a + q, f32x4.add(er, tr));
    v128.store(xi + a + q, f32x4.add(ei, ti));
  }
}

/**
 * `used` of the first n/2 + 1 values of spectra, whose others are their conjugates, to `keep` values of the real
 * lines, n even: realToHalf backwards. Imaginary parts at 0 and n/2 do not count.
 */
export function halfToReal(
  n: usize,
  columns: usize,
  work: usize,
  radices: usize,
  root: usize,
  turns: usize,
  lines: usize,
  fromR: usize,
  fromI: usize,
  stride: usize,
  apart: usize,
  used: usize,
  at: usize,
  to: usize,
  toStride: usize,
  toApart: usize,
  keep: usize,
  first: usize,
  scale: f32,
): void {
  if (turns !== 0 && stride === 1 && toStride === 1) {
    for (let l: usize = 0; l < lines; l++) {
      const fr = (l * apart) << 2;
      const end = to + ((l * toApart) << 2);
      halfLineToReal(
        n,
        work,
        radices,
        root,
        turns,
        fromR + fr,
        fromI + fr,
        used,
        at,
        end,
        keep,
        first,
        scale,
      );
    }
    return;
  }
  const m = n >> 1;
  const row = columns << 2;
  const size = (m + 1) * row;
  const xr = work;
  const xi = work + size;
  const yr = work + 2 * size;
  const yi = work + 3 * size;
  for (let l: usize = 0; l < lines; l += columns) {
    const count = min<usize>(columns, lines - l);
    const from = (l * apart) << 2;
    loadRows(xr, xr + row, 2 * row, columns, fromR + from, stride, apart, count, used, at, m + 1);
    loadRows(xi, xi + row, 2 * row, columns, fromI + from, stride, apart, count, used, at, m + 1);
    clearRow(xi, columns);
    clearRow(xi + m * row, columns);
    for (let k: usize = 0; k < m; k++) pack(xr, xi, yr, yi, k, m, row, root);
    // real and imaginary part change places for the inverse
    const inX = transformBlock(yi, yr, xi, xr, m, columns, radices, root, 2);
    const zr = inX ? xr : yr;
    const zi = inX ? xi : yi;
    storeRows(zr, zi, row, to + ((l * toApart) << 2), toStride, toApart, count, keep, first, scale);
  }
}

/** Row k of 2Z = 2E + 2iO from X. */
function pack(
  xr: usize,
  xi: usize,
  zr: usize,
  zi: usize,
  k: usize,
  m: usize,
  row: usize,
  root: usize,
): void {
  const c = f32x4.splat(load<f32>(root + (k << 3)));
  const d = f32x4.splat(load<f32>(root + (k << 3), 4));
  const a = k * row;
  const b = (m - k) * row;
  for (let q: usize = 0; q < row; q += 16) {
    const ar = v128.load(xr + a + q);
    const ai = v128.load(xi + a + q);
    const br = v128.load(xr + b + q);
    const bi = v128.load(xi + b + q);
    const dr = f32x4.sub(ar, br);
    const di = f32x4.add(ai, bi);
    // times the conjugate of the root
    const or = f32x4.add(f32x4.mul(c, dr), f32x4.mul(d, di));
    const oi = f32x4.sub(f32x4.mul(c, di), f32x4.mul(d, dr));
    v128.store(zr + a + q, f32x4.sub(f32x4.add(ar, br), oi));
    v128.store(zi + a + q, f32x4.add(f32x4.sub(ai, bi), or));
  }
}

export { hartley, hartleyToComplex } from './hartley';
export { mix } from './mix';

/**
 * `count` real planes of `rows` rows, [rows, columns], to their spectra [n0, n1/2 + 1], n1 even. The blocks of rows and
 * of columns have `rowBlock` and `columnBlock` lines; `half` is room for the spectra of a plane's rows.
 */
export function realPlanes(
  count: usize,
  rows: usize,
  columns: usize,
  work: usize,
  n1: usize,
  rowRadices: usize,
  rowRoot: usize,
  rowTurns: usize,
  rowBlock: usize,
  n0: usize,
  columnRadices: usize,
  columnRoot: usize,
  columnBlock: usize,
  x: usize,
  halfR: usize,
  halfI: usize,
  toR: usize,
  toI: usize,
): void {
  const bins = (n1 >> 1) + 1;
  const size = (n0 * bins) << 2;
  for (let i: usize = 0; i < count; i++) {
    realToHalf(
      n1,
      rowBlock,
      work,
      rowRadices,
      rowRoot,
      rowTurns,
      rows,
      x + ((i * rows * columns) << 2),
      1,
      columns,
      columns,
      0,
      halfR,
      halfI,
      1,
      bins,
      bins,
      0,
      1,
    );
    complexToComplex(
      n0,
      columnBlock,
      work,
      columnRadices,
      columnRoot,
      0,
      bins,
      halfR,
      halfI,
      bins,
      1,
      rows,
      0,
      toR + i * size,
      toI + i * size,
      bins,
      1,
      n0,
      0,
      1,
    );
  }
}
