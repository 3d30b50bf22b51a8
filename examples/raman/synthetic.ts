import * as tf from '@tensorflow/tfjs-core';
import { bands, profile } from './bands';
import type { Spectra } from './records';

/*
 * Made-up spectra of as many mice, spectra and classes as the real data has, for those who lack it: they show that the
 * example works, and nothing of real tissue. Each is a sum of bands. What a mouse does to their heights is of the
 * order of what its disease does, so that a classifier has to tell one from the other. Sums, products and quotients
 * alone make them: Math.exp and Math.log may differ between machines.
 */

/** How many mice have which classes, by their labels. */
const kinds: readonly { readonly count: number; readonly labels: readonly number[] }[] = [
  { count: 67, labels: [0] },
  { count: 2, labels: [1] },
  { count: 12, labels: [2] },
  { count: 10, labels: [0, 1] },
  { count: 23, labels: [0, 2] },
  { count: 2, labels: [0, 3] },
  { count: 5, labels: [1, 2] },
  { count: 2, labels: [2, 3] },
  { count: 9, labels: [0, 1, 2] },
  { count: 9, labels: [0, 2, 3] },
  { count: 3, labels: [0, 1, 2, 3] },
];
const spectraOfClass = [397, 97, 196, 63];
const wavenumbers = Array.from({ length: 696 }, (_, i) => 400 + 2 * i);

/** Standard deviations: of a mouse's bands and of its spectra as a whole, of a spectrum's bands, and of intensities. */
const spread = { mouse: 0.2, gain: 0.2, spectrum: 0.06, noise: 4 };

interface Sample {
  readonly mouse: number;
  readonly label: number;
}

/** The same for the same seed, everywhere. */
export async function syntheticSpectra(seed: number): Promise<Spectra> {
  const samples = await drawSamples(seed);
  return {
    names: namesOf(samples),
    wavenumbers,
    intensities: await drawIntensities(samples, seed),
    labels: samples.map(({ label }) => label),
  };
}

/** By mouse: one of each class that it has; the others fall to mice of their class by lot, to some more often. */
async function drawSamples(seed: number): Promise<Sample[]> {
  const mice = await shuffled(
    kinds.flatMap(({ count, labels }) => new Array<readonly number[]>(count).fill(labels)),
    `${seed} mice`,
  );
  const samples: Sample[] = [];
  for (const [label, count] of spectraOfClass.entries()) {
    const having = [...mice.keys()].filter((mouse) => mice[mouse]?.includes(label));
    const lots = await uniforms(count - having.length, `${seed} spectra ${label}`);
    const last = having.length - 1;
    const others = Array.from(
      lots,
      (lot) => having[Math.min(last, Math.floor(lot * lot * having.length))],
    );
    for (const mouse of [...having, ...others]) samples.push({ mouse: mouse as number, label });
  }
  return samples.sort((a, b) => a.mouse - b.mouse || a.label - b.label);
}

/** M3_C1_I_002: the second spectrum of the third mouse. */
function namesOf(samples: readonly Sample[]): string[] {
  return samples.map(({ mouse }, i) => {
    const number = i + 1 - samples.findIndex((sample) => sample.mouse === mouse);
    return `M${mouse + 1}_C1_I_${String(number).padStart(3, '0')}`;
  });
}

async function drawIntensities(samples: readonly Sample[], seed: number): Promise<Float32Array[]> {
  const heights = await drawHeights(samples, seed);
  const noise = await normals(samples.length * wavenumbers.length, `${seed} noise`);
  const profiles = wavenumbers.map((wavenumber) => bands.map((band) => profile(band, wavenumber)));
  return heights.map((height, i) =>
    Float32Array.from(profiles, (shares, k) => {
      const signal = shares.reduce((sum, share, b) => sum + share * (height[b] as number), 0);
      return signal + spread.noise * (noise[i * profiles.length + k] as number);
    }),
  );
}

/** Of each band in each sample. */
async function drawHeights(samples: readonly Sample[], seed: number): Promise<number[][]> {
  const mice = kinds.reduce((sum, { count }) => sum + count, 0);
  const gains = await normals(mice, `${seed} gains`);
  const ofMice = await normals(mice * bands.length, `${seed} bands of mice`);
  const ofSamples = await normals(samples.length * bands.length, `${seed} bands of spectra`);
  return samples.map(({ mouse, label }, i) =>
    bands.map(({ height, change }, b) => {
      const disease = 1 + (change[label - 1] ?? 0);
      const gain = 1 + spread.gain * (gains[mouse] as number);
      const own = 1 + spread.mouse * (ofMice[mouse * bands.length + b] as number);
      const now = 1 + spread.spectrum * (ofSamples[i * bands.length + b] as number);
      return height * disease * gain * own * now;
    }),
  );
}

async function shuffled<V>(values: readonly V[], seed: string): Promise<V[]> {
  const lots = await uniforms(values.length, seed);
  const order = [...lots.keys()].sort((a, b) => (lots[a] as number) - (lots[b] as number));
  return order.map((at) => values[at] as V);
}

/** Nearly: sums of four uniform numbers, within 3.5 standard deviations. */
async function normals(count: number, seed: string): Promise<Float32Array> {
  const lots = await uniforms(4 * count, seed);
  return Float32Array.from(
    { length: count },
    (_, i) => Math.sqrt(3) * lots.subarray(4 * i, 4 * i + 4).reduce((sum, lot) => sum + lot, -2),
  );
}

/** In [0, 1], for float32 rounds up, and not influenced by what is drawn by other seeds. */
async function uniforms(count: number, seed: string): Promise<Float32Array> {
  const draws = tf.randomUniform([count], 0, 1, 'float32', seed);
  const values = await draws.data<'float32'>();
  draws.dispose();
  return values;
}
