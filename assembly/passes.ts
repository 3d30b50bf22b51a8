/*
 * The DFT of blocks by the self-sorting algorithm of Stockham. A pass of radix r takes
 * y[s(rp + k) + q] = w^(pk) Σ_j x[s(p + mj) + q] exp(-2πi jk/r) for p < m and all q < s, where w is the
 * root of unity of the rest r·m, and s the bytes of the rows so far. A block is real and imaginary part,
 * [n, columns] each; q runs over columns, four at a time.
 */

const VECTOR: usize = 16;

/** (re + i im)(c + i d) to its place. */
function putTurned(yr: usize, yi: usize, at: usize, re: v128, im: v128, c: v128, d: v128): void {
  v128.store(yr + at, f32x4.sub(f32x4.mul(re, c), f32x4.mul(im, d)));
  v128.store(yi + at, f32x4.add(f32x4.mul(re, d), f32x4.mul(im, c)));
}

function put(yr: usize, yi: usize, at: usize, re: v128, im: v128): void {
  v128.store(yr + at, re);
  v128.store(yi + at, im);
}

function splatReal(root: usize, index: usize): v128 {
  return f32x4.splat(load<f32>(root + (index << 3)));
}

function splatImag(root: usize, index: usize): v128 {
  return f32x4.splat(load<f32>(root + (index << 3), 4));
}

function radix2(
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
  for (let p: usize = 0; p < m; p++) {
    const c1 = splatReal(root, p * step);
    const d1 = splatImag(root, p * step);
    let o: usize = 2 * s * p;
    for (let a = s * p, end = s * (p + 1); a < end; a += VECTOR, o += VECTOR) {
      const ar = v128.load(xr + a);
      const ai = v128.load(xi + a);
      const br = v128.load(xr + a + h);
      const bi = v128.load(xi + a + h);
      put(yr, yi, o, f32x4.add(ar, br), f32x4.add(ai, bi));
      putTurned(yr, yi, o + s, f32x4.sub(ar, br), f32x4.sub(ai, bi), c1, d1);
    }
  }
}

function radix3(
  xr: usize,
  xi: usize,
  yr: usize,
  yi: usize,
  m: usize,
  s: usize,
  root: usize,
  step: usize,
): void {
  const half = f32x4.splat(0.5);
  const sine = f32x4.splat(0.8660254037844386);
  const h = s * m;
  for (let p: usize = 0; p < m; p++) {
    const c1 = splatReal(root, p * step);
    const d1 = splatImag(root, p * step);
    const c2 = splatReal(root, 2 * p * step);
    const d2 = splatImag(root, 2 * p * step);
    let o: usize = 3 * s * p;
    for (let a = s * p, end = s * (p + 1); a < end; a += VECTOR, o += VECTOR) {
      const ar = v128.load(xr + a);
      const ai = v128.load(xi + a);
      const br = v128.load(xr + a + h);
      const bi = v128.load(xi + a + h);
      const cr = v128.load(xr + a + 2 * h);
      const ci = v128.load(xi + a + 2 * h);
      const sumr = f32x4.add(br, cr);
      const sumi = f32x4.add(bi, ci);
      const er = f32x4.sub(ar, f32x4.mul(half, sumr));
      const ei = f32x4.sub(ai, f32x4.mul(half, sumi));
      const fr = f32x4.mul(sine, f32x4.sub(bi, ci));
      const fi = f32x4.mul(sine, f32x4.sub(cr, br));
      put(yr, yi, o, f32x4.add(ar, sumr), f32x4.add(ai, sumi));
      putTurned(yr, yi, o + s, f32x4.add(er, fr), f32x4.add(ei, fi), c1, d1);
      putTurned(yr, yi, o + 2 * s, f32x4.sub(er, fr), f32x4.sub(ei, fi), c2, d2);
    }
  }
}

function radix4(
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
  for (let p: usize = 0; p < m; p++) {
    const c1 = splatReal(root, p * step);
    const d1 = splatImag(root, p * step);
    const c2 = splatReal(root, 2 * p * step);
    const d2 = splatImag(root, 2 * p * step);
    const c3 = splatReal(root, 3 * p * step);
    const d3 = splatImag(root, 3 * p * step);
    let o: usize = 4 * s * p;
    for (let a = s * p, end = s * (p + 1); a < end; a += VECTOR, o += VECTOR) {
      const x0r = v128.load(xr + a);
      const x0i = v128.load(xi + a);
      const x1r = v128.load(xr + a + h);
      const x1i = v128.load(xi + a + h);
      const x2r = v128.load(xr + a + 2 * h);
      const x2i = v128.load(xi + a + 2 * h);
      const x3r = v128.load(xr + a + 3 * h);
      const x3i = v128.load(xi + a + 3 * h);
      const ar = f32x4.add(x0r, x2r);
      const ai = f32x4.add(x0i, x2i);
      const br = f32x4.sub(x0r, x2r);
      const bi = f32x4.sub(x0i, x2i);
      const cr = f32x4.add(x1r, x3r);
      const ci = f32x4.add(x1i, x3i);
      // -i(x1 - x3)
      const dr = f32x4.sub(x1i, x3i);
      const di = f32x4.sub(x3r, x1r);
      put(yr, yi, o, f32x4.add(ar, cr), f32x4.add(ai, ci));
      putTurned(yr, yi, o + s, f32x4.add(br, dr), f32x4.add(bi, di), c1, d1);
      putTurned(yr, yi, o + 2 * s, f32x4.sub(ar, cr), f32x4.sub(ai, ci), c2, d2);
      putTurned(yr, yi, o + 3 * s, f32x4.sub(br, dr), f32x4.sub(bi, di), c3, d3);
    }
  }
}

function radix5(
  xr: usize,
  xi: usize,
  yr: usize,
  yi: usize,
  m: usize,
  s: usize,
  root: usize,
  step: usize,
): void {
  const cos1 = f32x4.splat(0.30901699437494745);
  const cos2 = f32x4.splat(-0.8090169943749475);
  const sin1 = f32x4.splat(0.9510565162951535);
  const sin2 = f32x4.splat(0.5877852522924731);
  const h = s * m;
  for (let p: usize = 0; p < m; p++) {
    const c1 = splatReal(root, p * step);
    const d1 = splatImag(root, p * step);
    const c2 = splatReal(root, 2 * p * step);
    const d2 = splatImag(root, 2 * p * step);
    const c3 = splatReal(root, 3 * p * step);
    const d3 = splatImag(root, 3 * p * step);
    const c4 = splatReal(root, 4 * p * step);
    const d4 = splatImag(root, 4 * p * step);
    let o: usize = 5 * s * p;
    for (let a = s * p, end = s * (p + 1); a < end; a += VECTOR, o += VECTOR) {
      const x0r = v128.load(xr + a);
      const x0i = v128.load(xi + a);
      const x1r = v128.load(xr + a + h);
      const x1i = v128.load(xi + a + h);
      const x2r = v128.load(xr + a + 2 * h);
      const x2i = v128.load(xi + a + 2 * h);
      const x3r = v128.load(xr + a + 3 * h);
      const x3i = v128.load(xi + a + 3 * h);
      const x4r = v128.load(xr + a + 4 * h);
      const x4i = v128.load(xi + a + 4 * h);
      const br = f32x4.add(x1r, x4r);
      const bi = f32x4.add(x1i, x4i);
      const cr = f32x4.add(x2r, x3r);
      const ci = f32x4.add(x2i, x3i);
      // -i times the differences
      const dr = f32x4.sub(x1i, x4i);
      const di = f32x4.sub(x4r, x1r);
      const er = f32x4.sub(x2i, x3i);
      const ei = f32x4.sub(x3r, x2r);
      const fr = f32x4.add(x0r, f32x4.add(f32x4.mul(cos1, br), f32x4.mul(cos2, cr)));
      const fi = f32x4.add(x0i, f32x4.add(f32x4.mul(cos1, bi), f32x4.mul(cos2, ci)));
      const gr = f32x4.add(x0r, f32x4.add(f32x4.mul(cos2, br), f32x4.mul(cos1, cr)));
      const gi = f32x4.add(x0i, f32x4.add(f32x4.mul(cos2, bi), f32x4.mul(cos1, ci)));
      const hr = f32x4.add(f32x4.mul(sin1, dr), f32x4.mul(sin2, er));
      const hi = f32x4.add(f32x4.mul(sin1, di), f32x4.mul(sin2, ei));
      const kr = f32x4.sub(f32x4.mul(sin2, dr), f32x4.mul(sin1, er));
      const ki = f32x4.sub(f32x4.mul(sin2, di), f32x4.mul(sin1, ei));
      const sr = f32x4.add(x0r, f32x4.add(br, cr));
      const si = f32x4.add(x0i, f32x4.add(bi, ci));
      put(yr, yi, o, sr, si);
      putTurned(yr, yi, o + s, f32x4.add(fr, hr), f32x4.add(fi, hi), c1, d1);
      putTurned(yr, yi, o + 2 * s, f32x4.add(gr, kr), f32x4.add(gi, ki), c2, d2);
      putTurned(yr, yi, o + 3 * s, f32x4.sub(gr, kr), f32x4.sub(gi, ki), c3, d3);
      putTurned(yr, yi, o + 4 * s, f32x4.sub(fr, hr), f32x4.sub(fi, hi), c4, d4);
    }
  }
}

/** Any other prime r, from the definition; `unit` steps of the root make exp(-2πi/r). */
function radix(
  xr: usize,
  xi: usize,
  yr: usize,
  yi: usize,
  m: usize,
  s: usize,
  root: usize,
  step: usize,
  r: usize,
  unit: usize,
): void {
  const h = s * m;
  for (let p: usize = 0; p < m; p++) {
    for (let k: usize = 0; k < r; k++) {
      const c = splatReal(root, p * k * step);
      const d = splatImag(root, p * k * step);
      let o: usize = s * (r * p + k);
      for (let a = s * p, end = s * (p + 1); a < end; a += VECTOR, o += VECTOR) {
        let re = v128.load(xr + a);
        let im = v128.load(xi + a);
        for (let j: usize = 1; j < r; j++) {
          const index = ((j * k) % r) * unit;
          const cos = splatReal(root, index);
          const sin = splatImag(root, index);
          const br = v128.load(xr + a + j * h);
          const bi = v128.load(xi + a + j * h);
          re = f32x4.add(re, f32x4.sub(f32x4.mul(br, cos), f32x4.mul(bi, sin)));
          im = f32x4.add(im, f32x4.add(f32x4.mul(br, sin), f32x4.mul(bi, cos)));
        }
        putTurned(yr, yi, o, re, im, c, d);
      }
    }
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
    const fromR = inY ? yr : xr;
    const fromI = inY ? yi : xi;
    const toR = inY ? xr : yr;
    const toI = inY ? xi : yi;
    if (r === 4) radix4(fromR, fromI, toR, toI, m, s, root, step);
    else if (r === 2) radix2(fromR, fromI, toR, toI, m, s, root, step);
    else if (r === 3) radix3(fromR, fromI, toR, toI, m, s, root, step);
    else if (r === 5) radix5(fromR, fromI, toR, toI, m, s, root, step);
    else radix(fromR, fromI, toR, toI, m, s, root, step, r, (unit * n) / r);
    s *= r;
    inY = !inY;
  }
  return inY;
}
