import { gunzipSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandCompact } from '../../examples/raman/expandCompact';
import { readCsv } from '../../examples/raman/readCsv';
import { isRData, readRData } from '../../examples/raman/readRData';
import { unserialize } from '../../examples/raman/unserialize';
import { UserError } from '../../support/userError';
import files from '../fixtures/raman.json';

type Name = keyof typeof files;

const bytes = (name: Name) => Buffer.from(files[name], 'hex');
const read = (name: Name) => readRData(bytes(name));

const expected = {
  names: ['M10_C2_I_001', 'M10_C2_I_001', 'M9_R1_II_003', 'M7_B1_I_002'],
  wavenumbers: [400, 402.5, 405],
  intensities: [
    Float32Array.of(25.25, 1e-7, 0),
    Float32Array.of(26.5, 123456.5, 2),
    Float32Array.of(-3.125, 30.1, 3),
    Float32Array.of(12, 7, 4),
  ],
  labels: [0, 1, 2, 3],
};

describe('a file of save()', () => {
  it('holds the spectra of the CSV file', () => {
    expect(readCsv(bytes('csv'))).toEqual(expected);
    expect(read('matrices')).toEqual(expected);
  });

  it.each<Name>(['version2', 'plain', 'frames', 'more'])('may be otherwise: %s', (name) => {
    expect(read(name)).toEqual(expected);
  });

  it('may hold vectors in compact forms', () => {
    expect(read('compact')).toEqual({
      names: ['M10_C2_I_001', 'M10_C2_I_001', 'M7_B1_I_002', 'M9_R1_II_003'],
      wavenumbers: [400, 402.5, 405, 100000],
      intensities: [
        Float32Array.of(1, 2, 1, 2),
        Float32Array.of(2, 3, 2, 4),
        Float32Array.of(3, 4, 3, 6),
        Float32Array.of(4, 5, 4.5, 8),
      ],
      labels: [0, 1, 2, 3],
    });
  });

  it('is known by its first bytes', () => {
    const others: Name[] = ['csv'];
    for (const name of Object.keys(files) as Name[]) {
      expect(isRData(bytes(name)), name).toBe(!others.includes(name));
    }
    expect(isRData(Buffer.of())).toBe(false);
  });
});

it.each<[Name, string]>([
  ['bzip2', 'files must be compressed by gzip, as save() does by itself, but this one is by bzip2'],
  ['xz', 'files must be compressed by gzip, as save() does by itself, but this one is by xz'],
  ['text', `the data must be R's in binary form, RDX2 or RDX3, but it begins with "RDA3\\nA\\n"`],
  ['rds', `the data must be R's in binary form, RDX2 or RDX3, but it begins with "X\\n\\u0000\\u0000\\u0000\\u0003\\u0000"`], // biome-ignore format: one line
  ['other', 'there is no list DATA.c'],
  ['noList', 'there is no list DATA.c'],
  ['noNames', 'DATA.c has no DATA.m'],
  ['noData', 'DATA.c has no DATA.m'],
  ['noMatrix', 'DATA.c$DATA.m must be a matrix or a data frame, but it is neither'],
  ['textMatrix', 'DATA.c$DATA.m must hold numbers, but it does not'],
  ['factorColumn', 'DATA.c$DATA.m must hold numbers, but it does not'],
  ['noColumnNames', 'at least 2 columns must be named by a wavenumber, but there are 0'],
  ['descending', 'wavenumbers must ascend, but 402.5 follows 405'],
  ['missingReal', 'DATA.c$DATA.m, row 3, column 402.5 must be a number, but it is NaN'],
  ['infinite', 'DATA.c$DATA.m, row 4, column 405 must be a number, but it is Infinity'],
  ['missingInteger', 'DATA.c$DATA.m, row 3, column 400 must be a number, but it is NaN'],
  ['numbersAsNames', 'DATA.c$NAME.m must hold texts, but it does not'],
  ['missingName', `DATA.c$NAME.m, row 2 must name a mouse before the first _, as M10_C2_I_001 does, but it is ''`], // biome-ignore format: one line
  ['noMouse', `DATA.c$NAME.m, row 3 must name a mouse before the first _, as M10_C2_I_001 does, but it is '_R1_II_003'`], // biome-ignore format: one line
  ['otherClass', `DATA.c$Bewertung.m, row 4 must be one of Normal, Hp, Adenom, Karzinom, but it is 'Tumor'`], // biome-ignore format: one line
  ['shortNames', 'all parts of DATA.c must have 3 rows as NAME.m, but one has 4'],
  ['shortAnnotations', 'all parts of DATA.c must have 4 rows as NAME.m, but one has 2'],
  ['noRows', 'DATA.c$NAME.m must name a spectrum, but it is empty'],
  ['functions', 'there is an R object of type 3, which is not read'],
])('is refused: %s', (name, message) => {
  expect(() => read(name)).toThrow(new UserError(message));
});

describe('a damaged file', () => {
  it('is refused where gzip says so', () => {
    const whole = bytes('matrices');
    expect(() => readRData(whole.subarray(0, -20))).toThrow(
      new UserError('unexpected end of file'),
    );
    whole[whole.length - 6]! ^= 1;
    expect(() => readRData(whole)).toThrow(new UserError('incorrect data check'));
  });

  it('is refused at any place where it ends', () => {
    const whole = bytes('plain');
    for (let length = 0; length < whole.length - 4; length++) {
      expect(() => readRData(whole.subarray(0, length))).toThrow(UserError);
    }
  });

  it.each<Name>(['more', 'compact'])('is read or refused whatever its bytes are: %s', (name) => {
    const whole = gunzipSync(bytes(name));
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const other = Buffer.from(whole);
        for (const [at, value] of changes) other[at] = value;
        try {
          expect(readRData(gzipSync(other)).names).toHaveLength(4);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

it('refuses compact forms that it does not know, or that make no sense', () => {
  const real = (...values: number[]) =>
    ({ type: 'real', values: Float64Array.from(values), attributes: new Map() }) as const;
  const nothing = { type: 'null' } as const;
  const any = () => undefined;
  expect(() => expandCompact('mmap_real', nothing, any)).toThrow(
    new UserError("there is an R vector in the compact form 'mmap_real', which is not read"),
  );
  const malformed = new UserError('there is an R vector whose compact form is malformed');
  for (const [form, state] of [
    ['compact_intseq', nothing],
    ['compact_intseq', real(2.5, 1, 1)],
    ['compact_realseq', real(-1, 1, 1)],
    ['compact_realseq', real(Number.NaN, 1, 1)],
    ['deferred_string', real(1)],
    ['wrap_real', nothing],
    ['wrap_real', { type: 'pairlist', entries: [{ tag: '', value: nothing }] }],
  ] as const) {
    expect(() => expandCompact(form, state, any)).toThrow(malformed);
  }
});

describe('unserialize', () => {
  it('knows symbols that it has met before, missing values and other encodings', () => {
    const list = unserialize(gunzipSync(bytes('more'))).get('DATA.c')!;
    if (list.type !== 'list') throw new Error('no list');
    const names = list.attributes.get('names');
    const part = (name: string) =>
      names?.type === 'character' ? list.values[names.values.indexOf(name)] : undefined;
    const one = { type: 'real', values: Float64Array.of(1), attributes: new Map() };
    const two = { ...one, values: Float64Array.of(2) };
    expect(part('pairs')).toEqual({
      type: 'pairlist',
      entries: [
        { tag: 'a', value: one },
        { tag: 'b', value: two },
      ],
    });
    expect(part('again')).toEqual({ type: 'pairlist', entries: [{ tag: 'a', value: one }] });
    expect(part('missing')).toMatchObject({
      type: 'logical',
      values: Int32Array.of(-(2 ** 31), 1),
    });
    expect(part('latin1')).toMatchObject({ type: 'character', values: ['ü'] });
    expect(part('nothing')).toEqual({ type: 'null' });
    expect(part('date')).toMatchObject({
      values: Float64Array.of(18628),
      attributes: new Map([['class', { type: 'character', values: ['Date'], attributes: new Map() }]]), // biome-ignore format: one line
    });
  });
});
