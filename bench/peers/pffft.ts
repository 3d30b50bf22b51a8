import PFFFT from '@echogarden/pffft-wasm/simd';

const REAL = 0;
const FORWARD = 0;

/**
 * Transforms of real lines by PFFFT with SIMD, as fast as it gets: all lines into its memory at once, one call a line, all
 * spectra out of it at once, everything allocated once.
 *
 * @param n length of the lines, a multiple of 32 without prime factors above 5
 */
export async function pffftRfft(lines: number, n: number) {
  const pffft = await PFFFT();
  const setup = pffft._pffft_new_setup(n, REAL);
  const bytes = 4 * n;
  const [from, to] = [
    pffft._pffft_aligned_malloc(lines * bytes),
    pffft._pffft_aligned_malloc(lines * bytes),
  ];
  const work = pffft._pffft_aligned_malloc(bytes);
  const spectra = new Float32Array(lines * n);

  /** @returns real and imaginary parts in turns, those of bin n/2 in the place of bin 0's imaginary one */
  return (x: Float32Array): Float32Array => {
    pffft.HEAPF32.set(x, from / 4);
    for (let l = 0; l < lines; l++) {
      const at = l * bytes;
      pffft._pffft_transform_ordered(setup, from + at, to + at, work, FORWARD);
    }
    spectra.set(pffft.HEAPF32.subarray(to / 4, to / 4 + lines * n));
    return spectra;
  };
}
