/**
 * Complex matrix products, one a frequency: y[f, n, o] = Σ_c x[f, n, c] k[f, c, o], c < inputs ≤ channels of x. Real
 * and imaginary parts lie apart; `outputs` is a multiple of four, over which the vectors run.
 */
export function mix(
  bins: usize,
  batch: usize,
  channels: usize,
  inputs: usize,
  outputs: usize,
  xr: usize,
  xi: usize,
  kr: usize,
  ki: usize,
  yr: usize,
  yi: usize,
): void {
  const xRow = channels << 2;
  const yRow = outputs << 2;
  for (let f: usize = 0; f < bins; f++) {
    let n: usize = 0;
    for (; n + 4 <= batch; n += 4) {
      const x = n * xRow;
      const y = n * yRow;
      mixFour(inputs, xRow, yRow, xr + x, xi + x, kr, ki, yr + y, yi + y);
    }
    for (; n < batch; n++) {
      const x = n * xRow;
      const y = n * yRow;
      mixOne(inputs, yRow, xr + x, xi + x, kr, ki, yr + y, yi + y);
    }
    xr += batch * xRow;
    xi += batch * xRow;
    kr += inputs * yRow;
    ki += inputs * yRow;
    yr += batch * yRow;
    yi += batch * yRow;
  }
}

function mixOne(
  inputs: usize,
  row: usize,
  xr: usize,
  xi: usize,
  kr: usize,
  ki: usize,
  yr: usize,
  yi: usize,
): void {
  for (let o: usize = 0; o < row; o += 16) {
    let re = f32x4.splat(0);
    let im = f32x4.splat(0);
    for (let c: usize = 0, k = o; c < inputs << 2; c += 4, k += row) {
      const kre = v128.load(kr + k);
      const kim = v128.load(ki + k);
      const are = v128.load_splat<f32>(xr + c);
      const aim = v128.load_splat<f32>(xi + c);
      re = f32x4.add(re, f32x4.sub(f32x4.mul(are, kre), f32x4.mul(aim, kim)));
      im = f32x4.add(im, f32x4.add(f32x4.mul(are, kim), f32x4.mul(aim, kre)));
    }
    v128.store(yr + o, re);
    v128.store(yi + o, im);
  }
}

/** Four neighbours of the batch, so that each value of k is loaded once for all of them. */
function mixFour(
  inputs: usize,
  next: usize,
  row: usize,
  xr: usize,
  xi: usize,
  kr: usize,
  ki: usize,
  yr: usize,
  yi: usize,
): void {
  for (let o: usize = 0; o < row; o += 16) {
    let re0 = f32x4.splat(0);
    let im0 = re0;
    let re1 = re0;
    let im1 = re0;
    let re2 = re0;
    let im2 = re0;
    let re3 = re0;
    let im3 = re0;
    for (let c: usize = 0, k = o; c < inputs << 2; c += 4, k += row) {
      const kre = v128.load(kr + k);
      const kim = v128.load(ki + k);
      let a = v128.load_splat<f32>(xr + c);
      let b = v128.load_splat<f32>(xi + c);
      re0 = f32x4.sub(f32x4.add(re0, f32x4.mul(a, kre)), f32x4.mul(b, kim));
      im0 = f32x4.add(f32x4.add(im0, f32x4.mul(a, kim)), f32x4.mul(b, kre));
      a = v128.load_splat<f32>(xr + c + next);
      b = v128.load_splat<f32>(xi + c + next);
      re1 = f32x4.sub(f32x4.add(re1, f32x4.mul(a, kre)), f32x4.mul(b, kim));
      im1 = f32x4.add(f32x4.add(im1, f32x4.mul(a, kim)), f32x4.mul(b, kre));
      a = v128.load_splat<f32>(xr + c + 2 * next);
      b = v128.load_splat<f32>(xi + c + 2 * next);
      re2 = f32x4.sub(f32x4.add(re2, f32x4.mul(a, kre)), f32x4.mul(b, kim));
      im2 = f32x4.add(f32x4.add(im2, f32x4.mul(a, kim)), f32x4.mul(b, kre));
      a = v128.load_splat<f32>(xr + c + 3 * next);
      b = v128.load_splat<f32>(xi + c + 3 * next);
      re3 = f32x4.sub(f32x4.add(re3, f32x4.mul(a, kre)), f32x4.mul(b, kim));
      im3 = f32x4.add(f32x4.add(im3, f32x4.mul(a, kim)), f32x4.mul(b, kre));
    }
    v128.store(yr + o, re0);
    v128.store(yi + o, im0);
    v128.store(yr + o + row, re1);
    v128.store(yi + o + row, im1);
    v128.store(yr + o + 2 * row, re2);
    v128.store(yi + o + 2 * row, im2);
    v128.store(yr + o + 3 * row, re3);
    v128.store(yi + o + 3 * row, im3);
  }
}
