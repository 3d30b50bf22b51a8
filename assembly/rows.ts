/*
 * Lines come and go between tensors and blocks. A block holds `columns` lines side by side, a multiple
 * of four: value r of all its lines is one row. Rows alternate between two places, `even` and `odd`, so
 * that the same loops fill one array (odd = even + one row, step = two rows) and the real and imaginary
 * part of a packed one (step = one row).
 */

function rowAt(even: usize, odd: usize, step: usize, r: usize): usize {
  return (r & 1 ? odd : even) + (r >> 1) * step;
}

/** The transpose of four rows of four values, row by row. */
function transposed(a: v128, b: v128, c: v128, d: v128, row: i32): v128 {
  const ab = row < 2 ? v128.shuffle<f32>(a, b, 0, 4, 1, 5) : v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd = row < 2 ? v128.shuffle<f32>(c, d, 0, 4, 1, 5) : v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  return row & 1 ? v128.shuffle<f32>(ab, cd, 2, 3, 6, 7) : v128.shuffle<f32>(ab, cd, 0, 1, 4, 5);
}

/**
 * Values 0 … used - 1 of `count` lines become rows first … first + used - 1 of a block; its other rows
 * up to n - 1 become zero. Value r of line l lies at from + 4(r · stride + l · apart).
 */
export function loadRows(
  block: usize,
  other: usize,
  step: usize,
  columns: usize,
  from: usize,
  stride: usize,
  apart: usize,
  count: usize,
  used: usize,
  first: usize,
  n: usize,
): void {
  const even = rowAt(block, other, step, first);
  const odd = rowAt(block, other, step, first + 1);
  if (apart === 1) {
    for (let r: usize = 0; r < used; r++) {
      copyRow(rowAt(even, odd, step, r), from + ((r * stride) << 2), count);
    }
  } else {
    for (let l: usize = 0; l < count; l += 4) {
      gather(even, odd, step, l, from, stride, apart, min<usize>(4, count - l), used);
    }
  }
  for (let r: usize = 0; r < first; r++) clearRow(rowAt(block, other, step, r), columns);
  for (let r = first + used; r < n; r++) clearRow(rowAt(block, other, step, r), columns);
}

/** Faster than memory.fill for the few columns of a block. */
export function clearRow(to: usize, columns: usize): void {
  const zero = f32x4.splat(0);
  for (let l: usize = 0; l < columns; l += 4) v128.store(to + (l << 2), zero);
}

/** A row of `count` values, four by four. */
export function copyRow(to: usize, from: usize, count: usize): void {
  let l: usize = 0;
  for (; l + 4 <= count; l += 4) v128.store(to + (l << 2), v128.load(from + (l << 2)));
  for (; l < count; l++) store<f32>(to + (l << 2), load<f32>(from + (l << 2)));
}

/** Up to four lines from line l on: their values lie apart, in sequence where stride is 1. */
function gather(
  even: usize,
  odd: usize,
  step: usize,
  l: usize,
  from: usize,
  stride: usize,
  apart: usize,
  count: usize,
  used: usize,
): void {
  const next = apart << 2;
  const line = from + l * next;
  const column = l << 2;
  let r: usize = 0;
  if (stride === 1 && count === 4) {
    for (; r + 4 <= used; r += 4) {
      const at = line + (r << 2);
      const a = v128.load(at);
      const b = v128.load(at + next);
      const c = v128.load(at + 2 * next);
      const d = v128.load(at + 3 * next);
      const to = (r >> 1) * step + column;
      v128.store(even + to, transposed(a, b, c, d, 0));
      v128.store(odd + to, transposed(a, b, c, d, 1));
      v128.store(even + to + step, transposed(a, b, c, d, 2));
      v128.store(odd + to + step, transposed(a, b, c, d, 3));
    }
  }
  for (; r < used; r++) {
    const to = rowAt(even, odd, step, r) + column;
    const at = line + ((r * stride) << 2);
    for (let i: usize = 0; i < count; i++) store<f32>(to + (i << 2), load<f32>(at + i * next));
  }
}

/** Rows first … first + keep - 1 of a block, times `scale`, become values 0 … keep - 1 of `count` lines. */
export function storeRows(
  block: usize,
  other: usize,
  step: usize,
  to: usize,
  stride: usize,
  apart: usize,
  count: usize,
  keep: usize,
  first: usize,
  scale: f32,
): void {
  const even = rowAt(block, other, step, first);
  const odd = rowAt(block, other, step, first + 1);
  if (apart === 1) {
    for (let r: usize = 0; r < keep; r++) {
      scaleRow(to + ((r * stride) << 2), rowAt(even, odd, step, r), count, scale);
    }
  } else {
    for (let l: usize = 0; l < count; l += 4) {
      scatter(even, odd, step, l, to, stride, apart, min<usize>(4, count - l), keep, scale);
    }
  }
}

export function scaleRow(to: usize, from: usize, count: usize, scale: f32): void {
  const scales = f32x4.splat(scale);
  let l: usize = 0;
  for (; l + 4 <= count; l += 4) {
    v128.store(to + (l << 2), f32x4.mul(scales, v128.load(from + (l << 2))));
  }
  for (; l < count; l++) store<f32>(to + (l << 2), scale * load<f32>(from + (l << 2)));
}

function scatter(
  even: usize,
  odd: usize,
  step: usize,
  l: usize,
  to: usize,
  stride: usize,
  apart: usize,
  count: usize,
  keep: usize,
  scale: f32,
): void {
  const next = apart << 2;
  const line = to + l * next;
  const column = l << 2;
  let r: usize = 0;
  if (stride === 1 && count === 4) {
    const scales = f32x4.splat(scale);
    for (; r + 4 <= keep; r += 4) {
      const from = (r >> 1) * step + column;
      const a = f32x4.mul(scales, v128.load(even + from));
      const b = f32x4.mul(scales, v128.load(odd + from));
      const c = f32x4.mul(scales, v128.load(even + from + step));
      const d = f32x4.mul(scales, v128.load(odd + from + step));
      const at = line + (r << 2);
      v128.store(at, transposed(a, b, c, d, 0));
      v128.store(at + next, transposed(a, b, c, d, 1));
      v128.store(at + 2 * next, transposed(a, b, c, d, 2));
      v128.store(at + 3 * next, transposed(a, b, c, d, 3));
    }
  }
  for (; r < keep; r++) {
    const from = rowAt(even, odd, step, r) + column;
    const at = line + ((r * stride) << 2);
    for (let i: usize = 0; i < count; i++) {
      store<f32>(at + i * next, scale * load<f32>(from + (i << 2)));
    }
  }
}
