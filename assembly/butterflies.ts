/*
 * A butterfly of radix r takes four values at a time of each of its r inputs, which lie `h` bytes apart, to r outputs
 * `s` bytes apart, output k times the k-th power of a root of unity. Inputs begin at
 * byte a, outputs at byte o. Where the powers come from is a type parameter, so that each way is compiled on its own.
 */

/** The power is 1. */
export type Unturned = u8;
/** One power for all four values: power k at t + (k - 1) next, its imaginary part `ti` bytes behind. */
export type Turned = u16;
/** A power for each of the four values, likewise. */
export type TurnedEach = u32;

/** re + i im to its place, turned as T says by the power at t. */
function put<T>(yr: usize, yi: usize, at: usize, re: v128, im: v128, t: usize, ti: usize): void {
  if (sizeof<T>() === 1) {
    v128.store(yr + at, re);
    v128.store(yi + at, im);
    return;
  }
  const c = sizeof<T>() === 2 ? v128.load_splat<f32>(t) : v128.load(t);
  const d = sizeof<T>() === 2 ? v128.load_splat<f32>(t + ti) : v128.load(t + ti);
  v128.store(yr + at, f32x4.sub(f32x4.mul(re, c), f32x4.mul(im, d)));
  v128.store(yi + at, f32x4.add(f32x4.mul(re, d), f32x4.mul(im, c)));
}

export function butterfly2<T>(
  xr: usize,
  xi: usize,
  a: usize,
  h: usize,
  yr: usize,
  yi: usize,
  o: usize,
  s: usize,
  t: usize,
  ti: usize,
): void {
  const ar = v128.load(xr + a);
  const ai = v128.load(xi + a);
  const br = v128.load(xr + a + h);
  const bi = v128.load(xi + a + h);
  put<Unturned>(yr, yi, o, f32x4.add(ar, br), f32x4.add(ai, bi), 0, 0);
  put<T>(yr, yi, o + s, f32x4.sub(ar, br), f32x4.sub(ai, bi), t, ti);
}

export function butterfly3<T>(
  xr: usize,
  xi: usize,
  a: usize,
  h: usize,
  yr: usize,
  yi: usize,
  o: usize,
  s: usize,
  t: usize,
  next: usize,
  ti: usize,
): void {
  const half = f32x4.splat(0.5);
  const sine = f32x4.splat(0.8660254037844386);
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
  put<Unturned>(yr, yi, o, f32x4.add(ar, sumr), f32x4.add(ai, sumi), 0, 0);
  put<T>(yr, yi, o + s, f32x4.add(er, fr), f32x4.add(ei, fi), t, ti);
  put<T>(yr, yi, o + 2 * s, f32x4.sub(er, fr), f32x4.sub(ei, fi), t + next, ti);
}

export function butterfly4<T>(
  xr: usize,
  xi: usize,
  a: usize,
  h: usize,
  yr: usize,
  yi: usize,
  o: usize,
  s: usize,
  t: usize,
  next: usize,
  ti: usize,
): void {
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
  put<Unturned>(yr, yi, o, f32x4.add(ar, cr), f32x4.add(ai, ci), 0, 0);
  put<T>(yr, yi, o + s, f32x4.add(br, dr), f32x4.add(bi, di), t, ti);
  put<T>(yr, yi, o + 2 * s, f32x4.sub(ar, cr), f32x4.sub(ai, ci), t + next, ti);
  put<T>(yr, yi, o + 3 * s, f32x4.sub(br, dr), f32x4.sub(bi, di), t + 2 * next, ti);
}

export function butterfly5<T>(
  xr: usize,
  xi: usize,
  a: usize,
  h: usize,
  yr: usize,
  yi: usize,
  o: usize,
  s: usize,
  t: usize,
  next: usize,
  ti: usize,
): void {
  const cos1 = f32x4.splat(0.30901699437494745);
  const cos2 = f32x4.splat(-0.8090169943749475);
  const sin1 = f32x4.splat(0.9510565162951535);
  const sin2 = f32x4.splat(0.5877852522924731);
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
  put<Unturned>(yr, yi, o, sr, si, 0, 0);
  put<T>(yr, yi, o + s, f32x4.add(fr, hr), f32x4.add(fi, hi), t, ti);
  put<T>(yr, yi, o + 2 * s, f32x4.add(gr, kr), f32x4.add(gi, ki), t + next, ti);
  put<T>(yr, yi, o + 3 * s, f32x4.sub(gr, kr), f32x4.sub(gi, ki), t + 2 * next, ti);
  put<T>(yr, yi, o + 4 * s, f32x4.sub(fr, hr), f32x4.sub(fi, hi), t + 3 * next, ti);
}

export function butterfly8<T>(
  xr: usize,
  xi: usize,
  a: usize,
  h: usize,
  yr: usize,
  yi: usize,
  o: usize,
  s: usize,
  t: usize,
  next: usize,
  ti: usize,
): void {
  let pr = v128.load(xr + a);
  let pi = v128.load(xi + a);
  let qr = v128.load(xr + a + 4 * h);
  let qi = v128.load(xi + a + 4 * h);
  const a0r = f32x4.add(pr, qr);
  const a0i = f32x4.add(pi, qi);
  const b0r = f32x4.sub(pr, qr);
  const b0i = f32x4.sub(pi, qi);
  pr = v128.load(xr + a + 2 * h);
  pi = v128.load(xi + a + 2 * h);
  qr = v128.load(xr + a + 6 * h);
  qi = v128.load(xi + a + 6 * h);
  const a2r = f32x4.add(pr, qr);
  const a2i = f32x4.add(pi, qi);
  const b2r = f32x4.sub(pr, qr);
  const b2i = f32x4.sub(pi, qi);
  pr = v128.load(xr + a + h);
  pi = v128.load(xi + a + h);
  qr = v128.load(xr + a + 5 * h);
  qi = v128.load(xi + a + 5 * h);
  const a1r = f32x4.add(pr, qr);
  const a1i = f32x4.add(pi, qi);
  const b1r = f32x4.sub(pr, qr);
  const b1i = f32x4.sub(pi, qi);
  pr = v128.load(xr + a + 3 * h);
  pi = v128.load(xi + a + 3 * h);
  qr = v128.load(xr + a + 7 * h);
  qi = v128.load(xi + a + 7 * h);
  const a3r = f32x4.add(pr, qr);
  const a3i = f32x4.add(pi, qi);
  const b3r = f32x4.sub(pr, qr);
  const b3i = f32x4.sub(pi, qi);
  // the even outputs are the transform of a
  let er = f32x4.add(a0r, a2r);
  let ei = f32x4.add(a0i, a2i);
  let fr = f32x4.add(a1r, a3r);
  let fi = f32x4.add(a1i, a3i);
  put<Unturned>(yr, yi, o, f32x4.add(er, fr), f32x4.add(ei, fi), 0, 0);
  put<T>(yr, yi, o + 4 * s, f32x4.sub(er, fr), f32x4.sub(ei, fi), t + 3 * next, ti);
  er = f32x4.sub(a0r, a2r);
  ei = f32x4.sub(a0i, a2i);
  fr = f32x4.sub(a1i, a3i);
  fi = f32x4.sub(a3r, a1r);
  put<T>(yr, yi, o + 2 * s, f32x4.add(er, fr), f32x4.add(ei, fi), t + next, ti);
  put<T>(yr, yi, o + 6 * s, f32x4.sub(er, fr), f32x4.sub(ei, fi), t + 5 * next, ti);
  // the odd ones that of b_j w^j, w = (1 - i)/√2: outputs 1 and 5 are (b0 - i b2) ± w(b1 - i b3)
  const w = f32x4.splat(Mathf.SQRT1_2);
  let gr = f32x4.add(b0r, b2i);
  let gi = f32x4.sub(b0i, b2r);
  let hr = f32x4.add(b1r, b3i);
  let hi = f32x4.sub(b1i, b3r);
  let kr = f32x4.mul(w, f32x4.add(hr, hi));
  let ki = f32x4.mul(w, f32x4.sub(hi, hr));
  put<T>(yr, yi, o + s, f32x4.add(gr, kr), f32x4.add(gi, ki), t, ti);
  put<T>(yr, yi, o + 5 * s, f32x4.sub(gr, kr), f32x4.sub(gi, ki), t + 4 * next, ti);
  // outputs 3 and 7 are (b0 + i b2) ± w³(b1 + i b3)
  gr = f32x4.sub(b0r, b2i);
  gi = f32x4.add(b0i, b2r);
  hr = f32x4.sub(b1r, b3i);
  hi = f32x4.add(b1i, b3r);
  kr = f32x4.mul(w, f32x4.sub(hi, hr));
  ki = f32x4.mul(w, f32x4.add(hr, hi));
  put<T>(yr, yi, o + 3 * s, f32x4.add(gr, kr), f32x4.sub(gi, ki), t + 2 * next, ti);
  put<T>(yr, yi, o + 7 * s, f32x4.sub(gr, kr), f32x4.add(gi, ki), t + 6 * next, ti);
}

/** Any radix r from the definition; `unit` steps of `root`, pairs, make exp(-2πi/r). */
export function butterfly<T>(
  xr: usize,
  xi: usize,
  a: usize,
  h: usize,
  yr: usize,
  yi: usize,
  o: usize,
  s: usize,
  t: usize,
  next: usize,
  ti: usize,
  r: usize,
  root: usize,
  unit: usize,
): void {
  for (let k: usize = 0; k < r; k++) {
    let re = v128.load(xr + a);
    let im = v128.load(xi + a);
    for (let j: usize = 1, jk: usize = k; j < r; j++) {
      const at = root + ((jk * unit) << 3);
      const cos = v128.load_splat<f32>(at);
      const sin = v128.load_splat<f32>(at, 4);
      const br = v128.load(xr + a + j * h);
      const bi = v128.load(xi + a + j * h);
      re = f32x4.add(re, f32x4.sub(f32x4.mul(br, cos), f32x4.mul(bi, sin)));
      im = f32x4.add(im, f32x4.add(f32x4.mul(br, sin), f32x4.mul(bi, cos)));
      jk += k;
      if (jk >= r) jk -= r;
    }
    if (k === 0) put<Unturned>(yr, yi, o, re, im, 0, 0);
    else put<T>(yr, yi, o + k * s, re, im, t + (k - 1) * next, ti);
  }
}
