import * as tf from '@tensorflow/tfjs-core';
import { fft, rfft, rfft2 } from 'fourier-xai';
import { randomArray } from '../../support/random';
import type { Answer, Backend, Contest, Group, Match } from '../contest';
import { fftJsRfft2 } from '../peers/fftJs';
import { pffftRfft } from '../peers/pffft';
import { spectralRfft2 } from '../peers/spectral';

/** [batch, rows and columns of the images, length of the transforms]; fft.js knows powers of two only. */
const againstFftJs = [
  [16, 32, 32],
  [16, 28, 32],
  [16, 64, 64],
  [16, 128, 128],
  [16, 256, 256],
  [16, 512, 512],
  [4, 512, 512],
] as const;

/** [lines, their length]: 65,536 values each. */
const againstPffft = [
  [1024, 64],
  [256, 256],
  [64, 1024],
  [8, 8192],
] as const;

/** What rfft2 from array to array is to reach against fft.js. */
const reachOfArrays: Readonly<Record<string, number>> = {
  '16x28x28 to 32x32': 2,
  '16x64x64': 4,
  '16x256x256': 4,
  '4x512x512': 3,
};

/** Batches that keep tf.spectral, with a time linear in them, below some seconds. */
const againstSpectral = [
  [4, 28],
  [4, 32],
  [4, 64],
  [1, 100],
  [1, 128],
] as const;

export const transforms: Group = (backend) => {
  const fftJs = againstFftJs.flatMap((size) => [inPlace(backend, size), fromArrays(backend, size)]);
  // which lacks the kernels of tf.spectral
  if (backend === 'wasm') {
    return [...fftJs, ...againstPffft.map(rows), ...[rfft, fft].flatMap(primes)];
  }
  return againstSpectral.map(([batch, side]) => spectral(backend, batch, side));
};

type Size = (typeof againstFftJs)[number];

const sizesOf = ([batch, side, n]: Size) =>
  `${batch}x${side}x${side}${n > side ? ` to ${n}x${n}` : ''}`;

/** Tensor to tensors against array to arrays: each side where its values are. */
function inPlace(backend: Backend, size: Size): Contest {
  const [batch, side, n] = size;
  return {
    ...{ group: 'transforms', what: 'rfft2', backend, sizes: sizesOf(size), reach: 1 },
    prepare: () => {
      const values = randomArray(batch * side * side);
      const x = tf.tensor3d(values, [batch, side, side]);
      const run = () => partsOf(x, n);
      return {
        ours: { name: 'rfft2', run },
        peer: fftJsSide(values, size),
        dispose: () => x.dispose(),
      };
    },
  };
}

/** Our side also makes the tensor and reads the answer. */
function fromArrays(backend: Backend, size: Size): Contest {
  const [batch, side, n] = size;
  return {
    ...{ group: 'transforms', what: 'rfft2, array to array', backend, sizes: sizesOf(size) },
    reach: reachOfArrays[sizesOf(size)],
    prepare: (): Match => {
      const values = randomArray(batch * side * side);
      const run = async () => {
        const x = tf.tensor3d(values, [batch, side, side]);
        const parts = partsOf(x, n);
        const answer = await Promise.all(parts.map((part) => part.data<'float32'>()));
        tf.dispose([x, ...parts]);
        return answer;
      };
      return { ours: { name: 'rfft2', run }, peer: fftJsSide(values, size) };
    },
  };
}

/** Tensor to tensors against array to arrays. */
function rows([lines, n]: (typeof againstPffft)[number]): Contest {
  return {
    ...{ group: 'transforms', what: 'rfft', sizes: `${lines}x${n}`, reach: 1 },
    backend: 'wasm',
    prepare: async () => {
      const values = randomArray(lines * n);
      const x = tf.tensor2d(values, [lines, n]);
      const peer = await pffftRfft(lines, n);
      return {
        ours: {
          name: 'rfft',
          run: () => {
            const { real, imag } = rfft(x);
            return [real, imag];
          },
        },
        peer: {
          name: 'pffft-wasm',
          run: () => [peer(values)],
          compared: ([spectra]) => pairOf(spectra as Float32Array, n),
        },
        dispose: () => x.dispose(),
      };
    },
  };
}

/** Real and imaginary parts of all n/2 + 1 bins, of PFFFT's lines. */
function pairOf(spectra: Float32Array, n: number): Float32Array[] {
  const bins = n / 2 + 1;
  const size = (spectra.length / n) * bins;
  const [real, imag] = [new Float32Array(size), new Float32Array(size)];
  for (let at = 0; at < size; at++) {
    const [line, k] = [Math.floor(at / bins) * n, at % bins];
    real[at] = spectra[k === n / 2 ? line + 1 : line + 2 * k] as number;
    imag[at] = k === 0 || k === n / 2 ? 0 : (spectra[line + 2 * k + 1] as number);
  }
  return [real, imag];
}

/** A prime length against the next power of two, which may be four times as fast. */
function primes(transform: typeof rfft): Contest[] {
  return [1, 8].map(
    (lines): Contest => ({
      ...{ group: 'transforms', what: transform.name },
      backend: 'wasm' as const,
      ...{ sizes: `${lines}x8191 to ${lines}x8192`, reach: 1 / 4 },
      prepare: () => {
        const x = tf.tensor2d(randomArray(lines * 8191), [lines, 8191]);
        const padded = tf.pad2d(x, [
          [0, 0],
          [0, 1],
        ]);
        const sideOf = (line: tf.Tensor2D) => ({
          name: `length ${line.shape[1]}`,
          run: () => {
            const { real, imag } = transform(line);
            return [real, imag];
          },
          compared: sumsOf,
        });
        return {
          ...{ ours: sideOf(x), peer: sideOf(padded) },
          dispose: () => tf.dispose([x, padded]),
        };
      },
    }),
  );
}

/** Bin 0 is all that both lengths have in common. */
function sumsOf(answer: Answer): Answer {
  const real = answer[0] as tf.Tensor2D;
  const sums = tf.slice(real, [0, 0], [real.shape[0], 1]);
  tf.dispose([...answer] as tf.Tensor[]);
  return [sums];
}

function partsOf(x: tf.Tensor3D, n: number): tf.Tensor[] {
  const { real, imag } = rfft2(x, { shape: [n, n] });
  return [real, imag];
}

function fftJsSide(values: Float32Array, [batch, side, n]: Size) {
  const transform = fftJsRfft2(batch, side, n);
  return { name: 'fft.js', run: () => transform(values) };
}

function spectral(backend: Backend, batch: number, side: number): Contest {
  const reach = backend === 'cpu' ? 100 : undefined;
  // tf.js computes the sines of large angles on the device, where they are off by 1e-4
  const tolerance = backend === 'cpu' ? 1e-4 : 1e-3;
  return {
    ...{
      group: 'transforms',
      what: 'rfft2',
      backend,
      sizes: `${batch}x${side}x${side}`,
      reach,
      tolerance,
    },
    prepare: () => {
      const x = tf.tensor3d(randomArray(batch * side * side), [batch, side, side]);
      return {
        ours: { name: 'rfft2', run: () => partsOf(x, side) },
        peer: { name: 'tf.spectral', run: () => spectralRfft2(x) },
        dispose: () => x.dispose(),
      };
    },
  };
}
