/*
 * Products over patches: outputs that are sums over a patch of inputs times weights, for four places of an image at a
 * time. What these see is gathered first, so that the product itself reads one value after the other.
 */

/** Places of a block, outputs of a group, and the bytes of a group's weights for one input. */
const PLACES: usize = 4;
const GROUP: usize = 8;
const WEIGHTS: usize = 32;

/**
 * The outputs of places in rows and columns of some images. A place sees `tapRows` rows of `tapLine` values each; its
 * outputs lie in `segments` of `outputs` values each, and become at least `low` and at most `high`.
 *
 * @param x the first value that the first place sees; bytes to the next image, place below, place beside and row follow
 * @param panel room for four times as many values as a place sees
 * @param weights [segments, groups of eight outputs, values that a place sees, 8], and bias [segments, groups, 8]; what
 *   fills up the last group does not count
 * @param y the first output of the first place; bytes to the next image, place below, place beside and segment follow
 */
export function patchProduct(
  images: usize,
  down: usize,
  across: usize,
  x: usize,
  xImage: usize,
  xDown: usize,
  xAcross: usize,
  xRow: usize,
  tapRows: usize,
  tapLine: usize,
  panel: usize,
  weights: usize,
  bias: usize,
  segments: usize,
  outputs: usize,
  y: usize,
  yImage: usize,
  yDown: usize,
  yAcross: usize,
  ySegment: usize,
  low: f32,
  high: f32,
): void {
  const taps = tapRows * tapLine;
  const groups = (outputs + GROUP - 1) / GROUP;
  const last = images * down * across - 1;
  for (let first: usize = 0; first <= last; first += PLACES) {
    let x0: usize = 0;
    let x1: usize = 0;
    let x2: usize = 0;
    let x3: usize = 0;
    let y0: usize = 0;
    let y1: usize = 0;
    let y2: usize = 0;
    let y3: usize = 0;
    for (let i: usize = 0; i < PLACES; i++) {
      // beyond the last place comes the last once more
      const place = min<usize>(first + i, last);
      const c = place % across;
      const r = (place / across) % down;
      const n = place / across / down;
      x0 = x1;
      x1 = x2;
      x2 = x3;
      x3 = x + n * xImage + r * xDown + c * xAcross;
      y0 = y1;
      y1 = y2;
      y2 = y3;
      y3 = y + n * yImage + r * yDown + c * yAcross;
    }
    let to = panel;
    for (let r: usize = 0; r < tapRows; r++, to += tapLine << 4) {
      const at = r * xRow;
      gather(to, x0 + at, x1 + at, x2 + at, x3 + at, tapLine);
    }
    for (let s: usize = 0; s < segments; s++) {
      const w = weights + s * groups * taps * WEIGHTS;
      const b = bias + s * groups * WEIGHTS;
      const at = s * ySegment;
      multiply(panel, taps, w, b, outputs, y0 + at, y1 + at, y2 + at, y3 + at, low, high);
    }
  }
}

/** A row that four places see, the four values of each column together. */
function gather(to: usize, x0: usize, x1: usize, x2: usize, x3: usize, count: usize): void {
  if (count < 4) {
    for (let i: usize = 0; i < count; i++, to += 16) {
      const at = i << 2;
      store<f32>(to, load<f32>(x0 + at));
      store<f32>(to, load<f32>(x1 + at), 4);
      store<f32>(to, load<f32>(x2 + at), 8);
      store<f32>(to, load<f32>(x3 + at), 12);
    }
    return;
  }
  for (let i: usize = 0; i < count; i += 4) {
    // the last four overlap with those before
    const from = min<usize>(i, count - 4);
    const at = from << 2;
    const a = v128.load(x0 + at);
    const b = v128.load(x1 + at);
    const c = v128.load(x2 + at);
    const d = v128.load(x3 + at);
    const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    const put = to + (from << 4);
    v128.store(put, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
    v128.store(put, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7), 16);
    v128.store(put, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5), 32);
    v128.store(put, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7), 48);
  }
}

/** The outputs of four places, eight at a time. */
function multiply(
  panel: usize,
  taps: usize,
  weights: usize,
  bias: usize,
  outputs: usize,
  y0: usize,
  y1: usize,
  y2: usize,
  y3: usize,
  low: f32,
  high: f32,
): void {
  const least = f32x4.splat(low);
  const most = f32x4.splat(high);
  let w = weights;
  for (let o: usize = 0; o < outputs; o += GROUP) {
    const at = o << 2;
    let a0 = v128.load(bias + at);
    let b0 = v128.load(bias + at, 16);
    let a1 = a0;
    let b1 = b0;
    let a2 = a0;
    let b2 = b0;
    let a3 = a0;
    let b3 = b0;
    let p = panel;
    for (let tap: usize = 0; tap < taps; tap++) {
      const u = v128.load(w);
      const v = v128.load(w, 16);
      const x0 = v128.load32_splat(p);
      a0 = f32x4.add(a0, f32x4.mul(x0, u));
      b0 = f32x4.add(b0, f32x4.mul(x0, v));
      const x1 = v128.load32_splat(p, 4);
      a1 = f32x4.add(a1, f32x4.mul(x1, u));
      b1 = f32x4.add(b1, f32x4.mul(x1, v));
      const x2 = v128.load32_splat(p, 8);
      a2 = f32x4.add(a2, f32x4.mul(x2, u));
      b2 = f32x4.add(b2, f32x4.mul(x2, v));
      const x3 = v128.load32_splat(p, 12);
      a3 = f32x4.add(a3, f32x4.mul(x3, u));
      b3 = f32x4.add(b3, f32x4.mul(x3, v));
      p += 16;
      w += WEIGHTS;
    }
    const count = min<usize>(GROUP, outputs - o);
    put(y0 + at, clamped(a0, least, most), clamped(b0, least, most), count);
    put(y1 + at, clamped(a1, least, most), clamped(b1, least, most), count);
    put(y2 + at, clamped(a2, least, most), clamped(b2, least, most), count);
    put(y3 + at, clamped(a3, least, most), clamped(b3, least, most), count);
  }
}

function clamped(values: v128, least: v128, most: v128): v128 {
  return f32x4.min(f32x4.max(values, least), most);
}

/** The first of eight outputs. */
function put(to: usize, a: v128, b: v128, count: usize): void {
  if (count === GROUP) {
    v128.store(to, a);
    v128.store(to, b, 16);
    return;
  }
  if (count >= 4) {
    v128.store(to, a);
    putSome(to + 16, b, count - 4);
  } else putSome(to, a, count);
}

function putSome(to: usize, values: v128, count: usize): void {
  if (count > 0) store<f32>(to, f32x4.extract_lane(values, 0));
  if (count > 1) store<f32>(to, f32x4.extract_lane(values, 1), 4);
  if (count > 2) store<f32>(to, f32x4.extract_lane(values, 2), 8);
}
