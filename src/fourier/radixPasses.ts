/** Many complex lines on the host, stored as [n, lines]. */
export interface HostLines {
  readonly real: Float64Array;
  readonly imag: Float64Array;
}

/** One pass: y[s(rp + k) + q] = w^(pk·step) Σ_j x[s(p + m·j) + q] exp(-2πi jk/r), r = radix, m = rest, s = stride. */
export interface Pass {
  readonly radix: number;
  readonly rest: number;
  readonly stride: number;
  readonly root: HostLines;
  readonly step: number;
}

/** The passes written out. */
export const passes: Record<number, (x: HostLines, y: HostLines, pass: Pass) => void> = {
  2: radix2,
  3: radix3,
  4: radix4,
  5: radix5,
  8: radix8,
};

function radix2(x: HostLines, y: HostLines, { rest, stride, root, step }: Pass): void {
  const { real: xr, imag: xi } = x;
  const { real: yr, imag: yi } = y;
  const half = stride * rest;
  for (let p = 0; p < rest; p++) {
    const c = root.real[p * step] as number;
    const d = root.imag[p * step] as number;
    let o = 2 * stride * p;
    for (let a = stride * p, end = a + stride; a < end; a++, o++) {
      const ar = xr[a] as number;
      const ai = xi[a] as number;
      const br = xr[a + half] as number;
      const bi = xi[a + half] as number;
      yr[o] = ar + br;
      yi[o] = ai + bi;
      yr[o + stride] = (ar - br) * c - (ai - bi) * d;
      yi[o + stride] = (ar - br) * d + (ai - bi) * c;
    }
  }
}

function radix3(x: HostLines, y: HostLines, { rest, stride, root, step }: Pass): void {
  const { real: xr, imag: xi } = x;
  const { real: yr, imag: yi } = y;
  const sine = Math.sqrt(3) / 2;
  const s = stride;
  const m = stride * rest;
  for (let p = 0; p < rest; p++) {
    const c1 = root.real[p * step] as number;
    const d1 = root.imag[p * step] as number;
    const c2 = root.real[2 * p * step] as number;
    const d2 = root.imag[2 * p * step] as number;
    let o = 3 * s * p;
    for (let a = s * p, end = a + s; a < end; a++, o++) {
      const ar = xr[a] as number;
      const ai = xi[a] as number;
      const br = xr[a + m] as number;
      const bi = xi[a + m] as number;
      const cr = xr[a + 2 * m] as number;
      const ci = xi[a + 2 * m] as number;
      const er = ar - (br + cr) / 2;
      const ei = ai - (bi + ci) / 2;
      const fr = (bi - ci) * sine;
      const fi = (cr - br) * sine;
      yr[o] = ar + br + cr;
      yi[o] = ai + bi + ci;
      yr[o + s] = (er + fr) * c1 - (ei + fi) * d1;
      yi[o + s] = (er + fr) * d1 + (ei + fi) * c1;
      yr[o + 2 * s] = (er - fr) * c2 - (ei - fi) * d2;
      yi[o + 2 * s] = (er - fr) * d2 + (ei - fi) * c2;
    }
  }
}

function radix5(x: HostLines, y: HostLines, { rest, stride, root, step }: Pass): void {
  const { real: xr, imag: xi } = x;
  const { real: yr, imag: yi } = y;
  const [cos1, sin1] = [Math.cos((2 * Math.PI) / 5), Math.sin((2 * Math.PI) / 5)];
  const [cos2, sin2] = [Math.cos((4 * Math.PI) / 5), Math.sin((4 * Math.PI) / 5)];
  const s = stride;
  const m = stride * rest;
  for (let p = 0; p < rest; p++) {
    const c1 = root.real[p * step] as number;
    const d1 = root.imag[p * step] as number;
    const c2 = root.real[2 * p * step] as number;
    const d2 = root.imag[2 * p * step] as number;
    const c3 = root.real[3 * p * step] as number;
    const d3 = root.imag[3 * p * step] as number;
    const c4 = root.real[4 * p * step] as number;
    const d4 = root.imag[4 * p * step] as number;
    let o = 5 * s * p;
    for (let a = s * p, end = a + s; a < end; a++, o++) {
      const ar = xr[a] as number;
      const ai = xi[a] as number;
      const br = (xr[a + m] as number) + (xr[a + 4 * m] as number);
      const bi = (xi[a + m] as number) + (xi[a + 4 * m] as number);
      const cr = (xr[a + 2 * m] as number) + (xr[a + 3 * m] as number);
      const ci = (xi[a + 2 * m] as number) + (xi[a + 3 * m] as number);
      // odd parts, turned by -i
      const dr = (xi[a + m] as number) - (xi[a + 4 * m] as number);
      const di = (xr[a + 4 * m] as number) - (xr[a + m] as number);
      const er = (xi[a + 2 * m] as number) - (xi[a + 3 * m] as number);
      const ei = (xr[a + 3 * m] as number) - (xr[a + 2 * m] as number);
      const fr = ar + br * cos1 + cr * cos2;
      const fi = ai + bi * cos1 + ci * cos2;
      const gr = ar + br * cos2 + cr * cos1;
      const gi = ai + bi * cos2 + ci * cos1;
      const hr = dr * sin1 + er * sin2;
      const hi = di * sin1 + ei * sin2;
      const kr = dr * sin2 - er * sin1;
      const ki = di * sin2 - ei * sin1;
      yr[o] = ar + br + cr;
      yi[o] = ai + bi + ci;
      yr[o + s] = (fr + hr) * c1 - (fi + hi) * d1;
      yi[o + s] = (fr + hr) * d1 + (fi + hi) * c1;
      yr[o + 2 * s] = (gr + kr) * c2 - (gi + ki) * d2;
      yi[o + 2 * s] = (gr + kr) * d2 + (gi + ki) * c2;
      yr[o + 3 * s] = (gr - kr) * c3 - (gi - ki) * d3;
      yi[o + 3 * s] = (gr - kr) * d3 + (gi - ki) * c3;
      yr[o + 4 * s] = (fr - hr) * c4 - (fi - hi) * d4;
      yi[o + 4 * s] = (fr - hr) * d4 + (fi - hi) * c4;
    }
  }
}

function radix4(x: HostLines, y: HostLines, { rest, stride, root, step }: Pass): void {
  const { real: xr, imag: xi } = x;
  const { real: yr, imag: yi } = y;
  const quarter = stride * rest;
  for (let p = 0; p < rest; p++) {
    const c1 = root.real[p * step] as number;
    const d1 = root.imag[p * step] as number;
    const c2 = root.real[2 * p * step] as number;
    const d2 = root.imag[2 * p * step] as number;
    const c3 = root.real[3 * p * step] as number;
    const d3 = root.imag[3 * p * step] as number;
    let o = 4 * stride * p;
    for (let a = stride * p, end = a + stride; a < end; a++, o++) {
      const ar = xr[a] as number;
      const ai = xi[a] as number;
      const br = xr[a + quarter] as number;
      const bi = xi[a + quarter] as number;
      const cr = xr[a + 2 * quarter] as number;
      const ci = xi[a + 2 * quarter] as number;
      const dr = xr[a + 3 * quarter] as number;
      const di = xi[a + 3 * quarter] as number;
      const er = ar + cr;
      const ei = ai + ci;
      const fr = br + dr;
      const fi = bi + di;
      yr[o] = er + fr;
      yi[o] = ei + fi;
      yr[o + 2 * stride] = (er - fr) * c2 - (ei - fi) * d2;
      yi[o + 2 * stride] = (er - fr) * d2 + (ei - fi) * c2;
      const gr = ar - cr;
      const gi = ai - ci;
      const hr = bi - di;
      const hi = dr - br;
      yr[o + stride] = (gr + hr) * c1 - (gi + hi) * d1;
      yi[o + stride] = (gr + hr) * d1 + (gi + hi) * c1;
      yr[o + 3 * stride] = (gr - hr) * c3 - (gi - hi) * d3;
      yi[o + 3 * stride] = (gr - hr) * d3 + (gi - hi) * c3;
    }
  }
}

function radix8(x: HostLines, y: HostLines, { rest, stride, root, step }: Pass): void {
  const { real: xr, imag: xi } = x;
  const { real: yr, imag: yi } = y;
  const s = stride;
  const m = stride * rest;
  for (let p = 0; p < rest; p++) {
    const c1 = root.real[p * step] as number;
    const d1 = root.imag[p * step] as number;
    const c2 = root.real[2 * p * step] as number;
    const d2 = root.imag[2 * p * step] as number;
    const c3 = root.real[3 * p * step] as number;
    const d3 = root.imag[3 * p * step] as number;
    const c4 = root.real[4 * p * step] as number;
    const d4 = root.imag[4 * p * step] as number;
    const c5 = root.real[5 * p * step] as number;
    const d5 = root.imag[5 * p * step] as number;
    const c6 = root.real[6 * p * step] as number;
    const d6 = root.imag[6 * p * step] as number;
    const c7 = root.real[7 * p * step] as number;
    const d7 = root.imag[7 * p * step] as number;
    let o = 8 * s * p;
    for (let a = s * p, end = a + s; a < end; a++, o++) {
      const ar = (xr[a] as number) + (xr[a + 4 * m] as number);
      const ai = (xi[a] as number) + (xi[a + 4 * m] as number);
      const br = (xr[a] as number) - (xr[a + 4 * m] as number);
      const bi = (xi[a] as number) - (xi[a + 4 * m] as number);
      const cr = (xr[a + 2 * m] as number) + (xr[a + 6 * m] as number);
      const ci = (xi[a + 2 * m] as number) + (xi[a + 6 * m] as number);
      const dr = (xi[a + 2 * m] as number) - (xi[a + 6 * m] as number);
      const di = (xr[a + 6 * m] as number) - (xr[a + 2 * m] as number);
      const er = (xr[a + m] as number) + (xr[a + 5 * m] as number);
      const ei = (xi[a + m] as number) + (xi[a + 5 * m] as number);
      const fr = (xr[a + m] as number) - (xr[a + 5 * m] as number);
      const fi = (xi[a + m] as number) - (xi[a + 5 * m] as number);
      const gr = (xr[a + 3 * m] as number) + (xr[a + 7 * m] as number);
      const gi = (xi[a + 3 * m] as number) + (xi[a + 7 * m] as number);
      const hr = (xi[a + 3 * m] as number) - (xi[a + 7 * m] as number);
      const hi = (xr[a + 7 * m] as number) - (xr[a + 3 * m] as number);
      // even and odd samples: two transforms of length 4
      const e0r = ar + cr;
      const e0i = ai + ci;
      const e1r = br + dr;
      const e1i = bi + di;
      const e2r = ar - cr;
      const e2i = ai - ci;
      const e3r = br - dr;
      const e3i = bi - di;
      const o0r = er + gr;
      const o0i = ei + gi;
      const o1r = (fr + hr + (fi + hi)) * Math.SQRT1_2;
      const o1i = (fi + hi - (fr + hr)) * Math.SQRT1_2;
      const o2r = ei - gi;
      const o2i = gr - er;
      const o3r = (fi - hi - (fr - hr)) * Math.SQRT1_2;
      const o3i = (hr - fr - (fi - hi)) * Math.SQRT1_2;
      yr[o] = e0r + o0r;
      yi[o] = e0i + o0i;
      yr[o + s] = (e1r + o1r) * c1 - (e1i + o1i) * d1;
      yi[o + s] = (e1r + o1r) * d1 + (e1i + o1i) * c1;
      yr[o + 2 * s] = (e2r + o2r) * c2 - (e2i + o2i) * d2;
      yi[o + 2 * s] = (e2r + o2r) * d2 + (e2i + o2i) * c2;
      yr[o + 3 * s] = (e3r + o3r) * c3 - (e3i + o3i) * d3;
      yi[o + 3 * s] = (e3r + o3r) * d3 + (e3i + o3i) * c3;
      yr[o + 4 * s] = (e0r - o0r) * c4 - (e0i - o0i) * d4;
      yi[o + 4 * s] = (e0r - o0r) * d4 + (e0i - o0i) * c4;
      yr[o + 5 * s] = (e1r - o1r) * c5 - (e1i - o1i) * d5;
      yi[o + 5 * s] = (e1r - o1r) * d5 + (e1i - o1i) * c5;
      yr[o + 6 * s] = (e2r - o2r) * c6 - (e2i - o2i) * d6;
      yi[o + 6 * s] = (e2r - o2r) * d6 + (e2i - o2i) * c6;
      yr[o + 7 * s] = (e3r - o3r) * c7 - (e3i - o3i) * d7;
      yi[o + 7 * s] = (e3r - o3r) * d7 + (e3i - o3i) * c7;
    }
  }
}

/**
 * A dense step, for primes r above 5. With t and u the sum and difference of samples j and r - j, bins k
 * and r - k are Σ t·cos(2πjk/r) ∓ iΣ u·sin(2πjk/r): a quarter of the products of the definition.
 */
export function anyRadix(
  x: HostLines,
  y: HostLines,
  { radix, rest, stride, root, step }: Pass,
): void {
  const half = (radix - 1) / 2;
  const { cos, sin } = halfTables(radix, root);
  const t = { real: new Float64Array(half), imag: new Float64Array(half) };
  const u = { real: new Float64Array(half), imag: new Float64Array(half) };
  for (let i = 0; i < rest * stride; i++) {
    const p = Math.floor(i / stride);
    const to = i + stride * (radix - 1) * p;
    const x0r = x.real[i] as number;
    const x0i = x.imag[i] as number;
    foldPairs(x, i, stride * rest, t, u);
    y.real[to] = plusAll(x0r, t.real);
    y.imag[to] = plusAll(x0i, t.imag);
    for (let k = 1, at = 0; k <= half; k++) {
      let er = x0r;
      let ei = x0i;
      let fr = 0;
      let fi = 0;
      for (let j = 0; j < half; j++, at++) {
        const c = cos[at] as number;
        const d = sin[at] as number;
        er += (t.real[j] as number) * c;
        ei += (t.imag[j] as number) * c;
        fr += (u.imag[j] as number) * d;
        fi -= (u.real[j] as number) * d;
      }
      storeTurned(y, to + stride * k, er + fr, ei + fi, root, k * p * step);
      const mirror = radix - k;
      storeTurned(y, to + stride * mirror, er - fr, ei - fi, root, mirror * p * step);
    }
  }
}

function plusAll(first: number, values: Float64Array): number {
  let sum = first;
  for (let j = 0; j < values.length; j++) sum += values[j] as number;
  return sum;
}

/** Sums t and differences u of the samples j and r - j, which lie `apart` from each other. */
function foldPairs(x: HostLines, from: number, apart: number, t: HostLines, u: HostLines): void {
  const half = t.real.length;
  for (let j = 0; j < half; j++) {
    const a = from + (j + 1) * apart;
    const b = from + (2 * half - j) * apart;
    const ar = x.real[a] as number;
    const ai = x.imag[a] as number;
    const br = x.real[b] as number;
    const bi = x.imag[b] as number;
    t.real[j] = ar + br;
    t.imag[j] = ai + bi;
    u.real[j] = ar - br;
    u.imag[j] = ai - bi;
  }
}

/** cos and sin of 2πjk/radix for j, k = 1 … (radix - 1)/2, row by row of k. */
function halfTables(radix: number, root: HostLines) {
  const half = (radix - 1) / 2;
  const turn = root.real.length / radix;
  const [cos, sin] = [new Float64Array(half * half), new Float64Array(half * half)];
  for (let k = 1, at = 0; k <= half; k++) {
    for (let j = 1; j <= half; j++, at++) {
      cos[at] = root.real[((j * k) % radix) * turn] as number;
      sin[at] = -(root.imag[((j * k) % radix) * turn] as number);
    }
  }
  return { cos, sin };
}

function storeTurned(
  y: HostLines,
  at: number,
  real: number,
  imag: number,
  root: HostLines,
  turn: number,
): void {
  const c = root.real[turn] as number;
  const d = root.imag[turn] as number;
  y.real[at] = real * c - imag * d;
  y.imag[at] = real * d + imag * c;
}
