import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { Spectra } from '../../examples/raman/records';
import { syntheticSpectra } from '../../examples/raman/synthetic';

const mouseOf = (name: string) => name.split('_')[0]!;
const { names, wavenumbers, intensities, labels } = await syntheticSpectra(1);

const textOf = (spectra: Spectra) =>
  JSON.stringify([spectra.names, spectra.labels, spectra.intensities.map((row) => [...row])]);

/** Mean intensity of a class at a wavenumber. */
function mean(label: number, wavenumber: number): number {
  const rows = intensities.filter((_, i) => labels[i] === label);
  const at = wavenumbers.indexOf(wavenumber);
  return rows.reduce((sum, row) => sum + row[at]!, 0) / rows.length;
}

it('has as many mice, spectra and classes as the real data', () => {
  expect(names).toHaveLength(753);
  expect(intensities).toHaveLength(753);
  expect(new Set(names.map(mouseOf)).size).toBe(144);
  expect(wavenumbers).toEqual(Array.from({ length: 696 }, (_, i) => 400 + 2 * i));
  expect(intensities.every((row) => row.length === 696 && row.every(Number.isFinite))).toBe(true);
  expect([0, 1, 2, 3].map((c) => labels.filter((label) => label === c).length)).toEqual([
    397, 97, 196, 63,
  ]);
});

it('has mice of one class and of several', () => {
  const classes = new Map<string, Set<number>>();
  for (const [i, name] of names.entries()) {
    const mouse = mouseOf(name);
    classes.set(mouse, (classes.get(mouse) ?? new Set()).add(labels[i]!));
  }
  const kinds = [...classes.values()].map((some) => [...some].sort().join(''));
  const count = (kind: string) => kinds.filter((other) => other === kind).length;
  expect(['0', '1', '2', '01', '02', '03', '12', '23', '012', '023', '0123'].map(count)).toEqual([
    67, 2, 12, 10, 23, 2, 5, 2, 9, 9, 3,
  ]);
});

it('names each spectrum', () => {
  expect(new Set(names).size).toBe(753);
  expect(names[0]).toBe('M1_C1_I_001');
  expect(names.every((name) => /^M[1-9]\d*_C1_I_\d{3}$/.test(name))).toBe(true);
});

it('has the bands of tissue, and more nucleic acid in carcinoma', () => {
  expect(mean(0, 1004)).toBeGreaterThan(2 * mean(0, 980));
  expect(mean(0, 1450)).toBeGreaterThan(4 * mean(0, 1520));
  expect(mean(3, 784) / mean(3, 1450)).toBeGreaterThan((1.2 * mean(0, 784)) / mean(0, 1450));
});

it('is the same for the same seed, and other for others', async () => {
  const zero = textOf(await syntheticSpectra(0));
  expect(textOf(await syntheticSpectra(0)) === zero).toBe(true);
  const other = await syntheticSpectra(1);
  expect(other.names).toEqual(names);
  expect(textOf(other) === zero).toBe(false);
});

it('is the same on every machine, bit by bit', () => {
  const expected = [-0.06034538522362709, 6.958585262298584, 4.370223522186279];
  expect([...intensities[0]!.subarray(0, 3)]).toEqual(expected);
  expect(intensities.at(-1)!.at(-1)).toBe(-2.711181163787842);
  expect([names.at(-1), labels[0]]).toEqual(['M144_C1_I_002', 1]);
});

it('leaves no tensors behind', async () => {
  const before = tf.memory().numTensors;
  await syntheticSpectra(1);
  expect(tf.memory().numTensors).toBe(before);
});
