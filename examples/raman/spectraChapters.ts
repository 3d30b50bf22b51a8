import * as tf from '@tensorflow/tfjs-core';
import { integralNormalize, l2Normalize, standardNormalVariate } from 'fourier-xai';
import type { Chapter } from '../shared/page';
import { row } from '../shared/page';
import { svg } from '../shared/picture';
import type { Findings } from './report';
import { intensityTensor, type Samples } from './samples';
import { classNames } from './spectra';
import { wavenumberAxis } from './wavenumberAxis';

/** Spectra of each class that are shown. */
const SHOWN = 3;

/** The same spectra as they are, and in three normalisations. */
export async function normalisationChapter({ spectra }: Findings): Promise<Chapter> {
  const { wavenumbers, labels } = spectra;
  const shown = classNames.flatMap((_, label) =>
    [...labels.keys()].filter((i) => labels[i] === label).slice(0, SHOWN),
  );
  const ways: [string, (x: tf.Tensor2D) => tf.Tensor2D][] = [
    ['as measured', (x) => tf.clone(x)],
    ['divided by the L2 norm', l2Normalize],
    ['standard normal variate', standardNormalVariate],
    ['divided by the integral, 1630 to 1690 / cm', (x) => integralNormalize(x, wavenumbers)],
  ];
  const plots: string[] = [];
  for (const [title, normalise] of ways) {
    const y = tf.tidy(() => normalise(tf.gather(intensityTensor(spectra), shown)));
    const rows = await y.array();
    y.dispose();
    const values = rows.flatMap((spectrum, i) =>
      spectrum.map((intensity, j) => ({
        spectrum: i,
        wavenumber: wavenumbers[j],
        intensity,
        class: classNames[labels[shown[i] as number] as number],
      })),
    );
    plots.push(await linePlot(title, values));
  }
  return {
    title: 'Three normalisations',
    lead: `The first ${SHOWN} spectra of each class. A normalisation takes away what depends on the focus and the laser; the networks
      below get the standard normal variate: mean 0 and standard deviation 1 in every spectrum.`,
    body: row(...plots),
  };
}

const linePlot = (title: string, values: readonly object[]) =>
  svg({
    title: { text: title, fontSize: 12, fontWeight: 500 },
    width: 400,
    height: 150,
    data: { values },
    mark: { type: 'line', strokeWidth: 0.7, opacity: 0.8 },
    encoding: {
      x: wavenumberAxis,
      y: { field: 'intensity', type: 'quantitative', title: null },
      detail: { field: 'spectrum' },
      color: {
        field: 'class',
        type: 'nominal',
        sort: [...classNames],
        title: null,
        legend: { orient: 'top', symbolOpacity: 1, symbolStrokeWidth: 2 },
      },
    },
  });

/** What the networks learn from beside what they are judged by. */
export async function meansChapter({ spectra, samples, split }: Findings): Promise<Chapter> {
  const { wavenumbers } = spectra;
  const parts = { training: split.train, test: split.test };
  const values = Object.entries(parts).flatMap(([part, indices]) =>
    wavenumbers.map((wavenumber, i) => {
      const { mean, deviation } = momentsAt(samples, indices, i);
      return { part, wavenumber, mean, low: mean - deviation, high: mean + deviation };
    }),
  );
  const y = { type: 'quantitative', title: 'standard normal variate' };
  const plot = await svg({
    width: 760,
    height: 240,
    data: { values },
    encoding: { x: wavenumberAxis, color: { field: 'part', type: 'nominal', title: null } },
    layer: [
      {
        mark: { type: 'area', opacity: 0.2 },
        encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      { mark: { type: 'line', strokeWidth: 1 }, encoding: { y: { ...y, field: 'mean' } } },
    ],
  });
  return {
    title: 'Training and test spectra',
    lead: 'Mean and standard deviation of the normalised spectra: where the bands lie apart, the mice differ.',
    body: row(plot),
  };
}

/** Of some spectra at one point. */
function momentsAt({ values, labels }: Samples, indices: readonly number[], point: number) {
  const points = values.length / labels.length;
  const at = indices.map((i) => values[i * points + point] as number);
  const mean = at.reduce((sum, value) => sum + value, 0) / at.length;
  const variance = at.reduce((sum, value) => sum + (value - mean) ** 2, 0) / at.length;
  return { mean, deviation: Math.sqrt(variance) };
}
