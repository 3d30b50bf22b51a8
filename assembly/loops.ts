/*
 * Loops over values for which tf.js needs many operations, or has none: four values at a time.
 */

/** r / (z + ε sign(z)) with sign(0) = 1, and 0 where that is 0. Up to three values behind the `count` are written, too. */
export function stabilisedQuotients(
  r: usize,
  z: usize,
  to: usize,
  count: usize,
  epsilon: f32,
): void {
  const above = f32x4.splat(epsilon);
  const below = f32x4.splat(-epsilon);
  const zero = f32x4.splat(0);
  for (let at: usize = 0; at < count << 2; at += 16) {
    const value = v128.load(z + at);
    const isAbove = f32x4.ge(value, zero);
    const denominator = f32x4.add(value, v128.bitselect(above, below, isAbove));
    const quotient = f32x4.div(v128.load(r + at), denominator);
    v128.store(to + at, v128.andnot(quotient, f32x4.eq(denominator, zero)));
  }
}

/**
 * What comes back to a row of windows, added at the largest value of each, of several at the first, row by row.
 *
 * @param x the lines that the windows see, [lines, width, channels]
 * @param dy of the windows, [windows, channels]
 * @param dx [lines, width, channels]
 * @param size of a window; the first one begins so many pixels before the lines do
 */
export function routeToLargest(
  x: usize,
  dy: usize,
  dx: usize,
  lines: usize,
  width: isize,
  channels: usize,
  windows: isize,
  size: isize,
  stride: isize,
  before: isize,
): void {
  const pixel = channels << 2;
  for (let w: isize = 0; w < windows; w++) {
    const start = w * stride - before;
    const left = max<isize>(start, 0);
    const count = min<isize>(start + size, width) - left;
    const at = left * pixel;
    routeWindow(x + at, dy + w * pixel, dx + at, lines, width * pixel, count, pixel);
  }
}

/** One window; distances in bytes. */
function routeWindow(
  x: usize,
  dy: usize,
  dx: usize,
  lines: usize,
  line: usize,
  pixels: usize,
  pixel: usize,
): void {
  let c: usize = 0;
  for (; c + 16 <= pixel; c += 16) {
    let largest = v128.load(x + c);
    let place = i32x4.splat(0);
    let here: i32 = 0;
    for (let l: usize = 0; l < lines; l++) {
      for (let p: usize = 0; p < pixels; p++, here++) {
        const value = v128.load(x + l * line + p * pixel + c);
        const isLarger = f32x4.gt(value, largest);
        largest = v128.bitselect(value, largest, isLarger);
        place = v128.bitselect(i32x4.splat(here), place, isLarger);
      }
    }
    const given = v128.load(dy + c);
    here = 0;
    for (let l: usize = 0; l < lines; l++) {
      for (let p: usize = 0; p < pixels; p++, here++) {
        const to = dx + l * line + p * pixel + c;
        const part = v128.and(given, i32x4.eq(place, i32x4.splat(here)));
        v128.store(to, f32x4.add(v128.load(to), part));
      }
    }
  }
  for (; c < pixel; c += 4) {
    let largest = load<f32>(x + c);
    let place: usize = 0;
    for (let l: usize = 0; l < lines; l++) {
      for (let p: usize = 0; p < pixels; p++) {
        const here = l * line + p * pixel;
        const value = load<f32>(x + here + c);
        const isLarger = value > largest;
        largest = select(value, largest, isLarger);
        place = select(here, place, isLarger);
      }
    }
    const to = dx + place + c;
    store<f32>(to, load<f32>(to) + load<f32>(dy + c));
  }
}
