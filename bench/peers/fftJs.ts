import FFT from 'fft.js';

/**
 * The two-dimensional real transform by fft.js, as fast as it gets: real transforms along the rows that there are,
 * complex ones along the half of the columns that is needed, plain arrays (faster here than typed ones), written
 * transposed in between, and everything allocated once.
 *
 * @param side rows and columns of the images
 * @param n length of the transforms, a power of two from `side` on; zeros fill up
 */
export function fftJsRfft2(batch: number, side: number, n: number) {
  const fft = new FFT(n);
  const bins = n / 2 + 1;
  const row: number[] = new Array(n).fill(0);
  const spectrum = fft.createComplexArray() as number[];
  const columns = Array.from({ length: bins }, () => fft.createComplexArray() as number[]);
  const real = new Float32Array(batch * n * bins);
  const imag = new Float32Array(batch * n * bins);

  function alongRows(x: Float32Array, image: number): void {
    for (let r = 0; r < side; r++) {
      const from = (image * side + r) * side;
      for (let c = 0; c < side; c++) row[c] = x[from + c] as number;
      fft.realTransform(spectrum, row);
      for (let bin = 0; bin < bins; bin++) {
        const column = columns[bin] as number[];
        column[2 * r] = spectrum[2 * bin] as number;
        column[2 * r + 1] = spectrum[2 * bin + 1] as number;
      }
    }
  }

  function alongColumns(image: number): void {
    for (let bin = 0; bin < bins; bin++) {
      fft.transform(spectrum, columns[bin]);
      let to = image * n * bins + bin;
      for (let r = 0; r < n; r++, to += bins) {
        real[to] = spectrum[2 * r] as number;
        imag[to] = spectrum[2 * r + 1] as number;
      }
    }
  }

  /** @param x [batch, side, side]; the answer [batch, n, bins] is overwritten by the next call */
  return (x: Float32Array): [real: Float32Array, imag: Float32Array] => {
    for (let image = 0; image < batch; image++) {
      alongRows(x, image);
      alongColumns(image);
    }
    return [real, imag];
  };
}
