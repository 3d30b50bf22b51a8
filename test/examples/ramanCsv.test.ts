import { existsSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../examples/raman/readCsv';
import { UserError } from '../../support/userError';

const shared = '../shared/data/raman/DATA_dp_wc_bc.csv';

const read = (text: string) => readCsv(Buffer.from(text));

const lines = [
  'Name,400,402.5,4.05e2,Annotation',
  'M10_C2_I_001,1,-2.5,3e-1,Normal',
  'M9,4,5.,.5,Karzinom',
];
const text = lines.join('\n');
const expected = {
  names: ['M10_C2_I_001', 'M9'],
  wavenumbers: [400, 402.5, 405],
  intensities: [Float32Array.of(1, -2.5, 0.3), Float32Array.of(4, 5, 0.5)],
  labels: [0, 3],
};

describe('a CSV file', () => {
  it.each([
    ['as it is', text],
    ['with a last line end', `${text}\n`],
    ['with blank last lines', `${text}\n\n  \n`],
    ['with line ends of Windows', `${lines.join('\r\n')}\r\n`],
    ['with line ends of both kinds', `${lines[0]}\r\n${lines[1]}\n${lines[2]}\r\n`],
    ['with line ends of old Macs', lines.join('\r')],
    ['with a byte order mark', `\uFEFF${text}`],
    ['with quotes', text.replace(/[^,\n]+/g, '"$&"')],
    ['with spaces', text.replace(/,/g, ' , ')],
    ['with other columns', lines.map((line, i) => `${i || ''},"a,\n""b""",${line},`).join('\n')],
  ])('is read %s', (_, content) => {
    expect(read(content)).toEqual(expected);
  });

  it('is read with its columns in another order', () => {
    const moved = lines.map((line) => {
      const [name, a, b, c, annotation] = line.split(',');
      return [annotation, a, b, name, c].join(',');
    });
    expect(read(moved.join('\n'))).toEqual(expected);
  });

  it('may write classes in any case', () => {
    const rows = ['normal', 'HP', 'hp', 'ADENOM', 'karzinom'].map((name) => `M1,1,2,${name}`);
    expect(read(['Name,1,2,Annotation', ...rows].join('\n')).labels).toEqual([0, 1, 1, 2, 3]);
  });

  it('comes back as it was written', () => {
    const finite = fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0); // no -0
    const row = fc.tuple(finite, finite, fc.constantFrom('Normal', 'Hp', 'Adenom', 'Karzinom'));
    const word = fc.string({ minLength: 1 }).map((name) => `M${name}`.trim());
    const named = fc.tuple(word, row).map(([name, [a, b, label]]) => [name, a, b, label]);
    fc.assert(
      fc.property(fc.array(named, { minLength: 1 }), (rows) => {
        const { names, intensities } = read(
          Papa.unparse([['Name', '-1', '0', 'Annotation'], ...rows]),
        );
        expect(names).toEqual(rows.map(([name]) => name));
        expect(intensities).toEqual(rows.map(([, a, b]) => Float32Array.of(Number(a), Number(b))));
      }),
    );
  });
});

/** The text with something else in place of a part of it. */
const but = (part: string, other: string) => {
  expect(text).toContain(part);
  return text.replace(part, other);
};

it.each([
  ['', 'the file is empty'],
  ['\n\n', 'the file is empty'],
  [lines[0]!, 'there is no spectrum below line 1'],
  [`${lines[0]}\n\n`, 'there is no spectrum below line 1'],
  ['PK\u0003\u0004\u0000\u0000', 'the file is no CSV: it has bytes that are no text'],
  [text.replaceAll(',', ';'), 'line 1: there must be a column Name, but there is none'],
  [but('Name', 'name'), 'line 1: there must be a column Name, but there is none'],
  [but('Annotation', ''), 'line 1: there must be a column Annotation, but there is none'],
  ['Name,Annotation\nM1,Hp', 'at least 2 columns must be named by a wavenumber, but there are 0'],
  ['Name,400,X402,Annotation\nM1,1,2,Hp', 'at least 2 columns must be named by a wavenumber, but there are 1'], // biome-ignore format: one line
  [but('402.5', '300'), 'wavenumbers must ascend, but 300 follows 400'],
  [but('402.5', '400.0'), 'wavenumbers must ascend, but 400 follows 400'],
  [but('402.5', '400'), 'line 1: each column must be there once, but 400 is there more than once'],
  [
    but('402.5', 'Name'),
    'line 1: each column must be there once, but Name is there more than once',
  ],
  [but('-2.5', ''), `line 2, column 402.5 must be a number, but it is ''`],
  [but('-2.5', 'NA'), `line 2, column 402.5 must be a number, but it is 'NA'`],
  [but('-2.5', 'NaN'), `line 2, column 402.5 must be a number, but it is 'NaN'`],
  [but('-2.5', 'Infinity'), `line 2, column 402.5 must be a number, but it is 'Infinity'`],
  [but('-2.5', '1e39'), `line 2, column 402.5 must be a number, but it is '1e39'`],
  [but('-2.5', '0x10'), `line 2, column 402.5 must be a number, but it is '0x10'`],
  [but('-2.5', '"2,5"'), `line 2, column 402.5 must be a number, but it is '2,5'`],
  [but('5.,.5', 'five,.5'), `line 3, column 402.5 must be a number, but it is 'five'`],
  [but('-2.5,', ''), 'line 2 must have 5 cells as line 1, but it has 4'],
  [but('4,5', '4,4,5'), 'line 3 must have 5 cells as line 1, but it has 6'],
  [but('\nM9', '\n\nM9'), 'line 3 must have 5 cells as line 1, but it has 1'],
  [but('Karzinom', 'Tumor'), `line 3, column Annotation must be one of Normal, Hp, Adenom, Karzinom, but it is 'Tumor'`], // biome-ignore format: one line
  [but('Karzinom', ''), `line 3, column Annotation must be one of Normal, Hp, Adenom, Karzinom, but it is ''`], // biome-ignore format: one line
  [but('M9', ' '), `line 3, column Name must name a mouse before the first _, as M10_C2_I_001 does, but it is ''`], // biome-ignore format: one line
  [but('M9', '_C2'), `line 3, column Name must name a mouse before the first _, as M10_C2_I_001 does, but it is '_C2'`], // biome-ignore format: one line
  [but('M10_C2_I_001', '"M10\nC2"').replace('M9', '_'), `line 4, column Name must name a mouse before the first _, as M10_C2_I_001 does, but it is '_'`], // biome-ignore format: one line
  [but('M9', '"M"9'), 'line 3: Trailing quote on quoted field is malformed'],
  [but('Karzinom', '"Karzinom'), 'line 3: Quoted field unterminated'],
])('is refused: %j', (content, message) => {
  expect(() => read(content)).toThrow(new UserError(message));
});

it.skipIf(!existsSync(shared))('reads the spectra of the source document', () => {
  const { names, wavenumbers, intensities, labels } = readCsv(readFileSync(shared));
  expect(names).toHaveLength(753);
  expect(new Set(names.map((name) => name.split('_')[0])).size).toBe(144);
  expect(names.slice(0, 2)).toEqual(['M10_C2_I_001', 'M10_C2_I_002']);
  expect(names.at(-1)).toBe('M9_R3_III_001');
  expect(wavenumbers).toEqual(Array.from({ length: 696 }, (_, i) => 400 + 2 * i));
  expect(intensities.map(({ length }) => length)).toEqual(new Array(753).fill(696));
  expect([...intensities[0]!.subarray(0, 2)]).toEqual(
    [25.9975069105066, 25.5780454716046].map(Math.fround),
  );
  expect(intensities.at(-1)!.at(-1)).toBe(Math.fround(12.8268401428713));
  expect([0, 1, 2, 3].map((c) => labels.filter((label) => label === c).length)).toEqual([
    397, 97, 196, 63,
  ]);
});
