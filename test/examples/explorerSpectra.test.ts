import { describe, expect, it } from 'vitest';
import { readSpectra } from '../../examples/explorer/worker/readSpectra';

const file = (lines: readonly string[]) => new File([lines.join('\n')], 'own.csv');
const read = async (lines: readonly string[], points = 4) =>
  (await readSpectra(file(lines), points)).map(({ name, spectrum: { values, places } }) => ({
    name,
    values: [...values],
    places: [...places],
  }));

describe('spectra of a CSV file', () => {
  it('are rows below a row of places', async () => {
    expect(await read(['place,10,20,30,40', 'a,1,5,2,7', 'b,9,3,4,1'])).toEqual([
      { name: 'a', values: [1, 5, 2, 7], places: [10, 20, 30, 40] },
      { name: 'b', values: [9, 3, 4, 1], places: [10, 20, 30, 40] },
    ]);
  });

  it('are columns, whichever way their places go', async () => {
    const up = ['10\t1', '20\t5', '30\t2', '40\t7'];
    const spectrum = [{ name: undefined, values: [1, 5, 2, 7], places: [10, 20, 30, 40] }];
    expect(await read(up)).toEqual(spectrum);
    expect(await read([...up].reverse())).toEqual(spectrum);
  });

  it('refuse a gap, too few places and too few points', async () => {
    await expect(read(['7,1,5,n/a,2'])).rejects.toThrow('row 1 of “own.csv” has “n/a” among');
    await expect(read(['10,20,30', '1,5,2,7'])).rejects.toThrow('3 places for 4 points');
    await expect(read(['1,5,2'])).rejects.toThrow('takes 4 points, but spectrum 1');
  });
});
