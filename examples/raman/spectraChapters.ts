import * as tf from '@tensorflow/tfjs-core';
import { integralNormalize, l2Normalize, standardNormalVariate } from 'fourier-xai';
import { type Chapter, row } from '../shared/page';
import { svg } from '../shared/picture';
import type { Findings } from './findings';
import { intensityTensor, momentsOf, some } from './samples';
import { classNames } from './spectra';
import { wavenumberAxis } from './wavenumberAxis';

/** Spectra of each class that are shown. */
const SHOWN = 3;

/** The band that the document integrates over, in cm⁻¹. */
const amideI = [1630, 1690] as const;

/** The same spectra as they are, and in three normalisations. */
export async function normalisationChapter({ spectra }: Findings): Promise<Chapter> {
  const { wavenumbers, labels } = spectra;
  const shown = classNames.flatMap((_, label) =>
    [...labels.keys()].filter((i) => labels[i] === label).slice(0, SHOWN),
  );
  const ways: [string, string, (x: tf.Tensor2D) => tf.Tensor2D][] = [
    ['as measured', 'intensity (arb. units)', (x) => tf.clone(x)],
    ['divided by the L2 norm', 'intensity (norm 1)', l2Normalize],
    ['standard normal variate', 'intensity (st. dev.)', standardNormalVariate],
  ];
  const [low, high] = amideI;
  if (wavenumbers.filter((wavenumber) => wavenumber >= low && wavenumber <= high).length > 1) {
    const title = `divided by the integral, ${low} to ${high} cm⁻¹`;
    const normalise = (x: tf.Tensor2D) => integralNormalize(x, wavenumbers, { low, high });
    ways.push([title, 'intensity (integral 1)', normalise]);
  }
  const plots: string[] = [];
  for (const [title, unit, normalise] of ways) {
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
    plots.push(await linePlot(title, unit, values));
  }
  return {
    title: 'Three normalisations',
    lead: `The first ${SHOWN} spectra of each class. A normalisation takes away what depends on the focus and the laser; the networks
      below get the standard normal variate: mean 0 and standard deviation 1 in every spectrum.`,
    body: row(...plots),
  };
}

const linePlot = (title: string, unit: string, values: readonly object[]) =>
  svg({
    title,
    width: 400,
    height: 150,
    data: { values },
    mark: { type: 'line', strokeWidth: 0.8 },
    encoding: {
      x: wavenumberAxis,
      y: { field: 'intensity', type: 'quantitative', title: unit },
      detail: { field: 'spectrum' },
      color: {
        field: 'class',
        type: 'nominal',
        sort: [...classNames],
        title: null,
        legend: { orient: 'top', symbolStrokeWidth: 2 },
      },
    },
  });

/** What the networks learn from, beside what they are tested on in the end. */
export async function meansChapter({ spectra, samples, split }: Findings): Promise<Chapter> {
  const parts = { training: split.train, test: split.test };
  const values: object[] = [];
  for (const [part, indices] of Object.entries(parts)) {
    const { mean, deviation } = momentsOf(some(samples, indices));
    for (const [i, wavenumber] of spectra.wavenumbers.entries()) {
      const [middle, spread] = [mean[i] as number, deviation[i] as number];
      values.push({ part, wavenumber, mean: middle, low: middle - spread, high: middle + spread });
    }
  }
  const y = { type: 'quantitative', title: 'intensity (st. dev.)' };
  const plot = await svg({
    width: 760,
    height: 240,
    data: { values },
    encoding: {
      x: wavenumberAxis,
      color: {
        ...{ field: 'part', type: 'nominal', title: null, scale: { domain: Object.keys(parts) } },
        legend: { symbolOpacity: 1 },
      },
    },
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
