import { expect, it } from 'vitest';
import type { Row } from '../../bench/row';
import { table } from '../../bench/table';

const described = { group: 'transforms', what: 'rfft2', backend: 'wasm', sizes: '1x8x8' } as const;
const measured: Row = {
  ...{ ...described, reach: 2, ratio: 1.5, difference: 1.23e-7, runs: 9 },
  ours: { name: 'rfft2', milliseconds: 1234.5 },
  peer: { name: 'fft.js', milliseconds: 1851.75 },
};

it('says whether a row reaches its ratio', () => {
  const reached: Row = { ...measured, ratio: 2 };
  const { reach: _, ...informative } = measured;
  const [, ...lines] = table([measured, reached, informative as Row])
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => line.split(/ {2,}/).slice(4).join('|'))).toEqual([
    'rfft2|1235|fft.js|1852|1.5|2 missed|1.2e-7',
    'rfft2|1235|fft.js|1852|2|2|1.2e-7',
    'rfft2|1235|fft.js|1852|1.5|-|1.2e-7',
  ]);
});

it('says that a row was refused, and why', () => {
  const refused: Row = {
    ...{ ...described, reach: 2, refused: 'the outputs differ' },
    ...{ ours: { name: 'rfft2' }, peer: { name: 'fft.js' } },
  };
  const cells = table([refused]).trimEnd().split('\n')[1]?.split(/ {2,}/);
  expect(cells?.slice(4)).toEqual([
    ...['rfft2', '-', 'fft.js', '-', '-', '2', 'refused: the outputs differ'],
  ]);
});
