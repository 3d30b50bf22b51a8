import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../examples/raman/readCsv';
import { readRData } from '../../examples/raman/readRData';
import { unserialize } from '../../examples/raman/unserialize';
import { UserError } from '../../support/userError';

const int = (...values: number[]) => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeInt32BE(value, 4 * i);
  return bytes;
};
const reals = (...values: number[]) => {
  const bytes = Buffer.alloc(8 * values.length);
  for (const [i, value] of values.entries()) bytes.writeDoubleBE(value, 8 * i);
  return Buffer.concat([int(14, values.length), bytes]);
};
const nothing = int(254);
const symbol = (name: string) => Buffer.concat([int(1, 9, name.length), Buffer.from(name)]);
const pair = (tag: string, value: Buffer, rest: Buffer) => Buffer.concat([int(0x402), symbol(tag), value, rest]); // biome-ignore format: one line
const list = (length: number, value: Buffer) =>
  Buffer.concat([int(19, length), ...new Array<Buffer>(length).fill(value)]);
/** What save() writes of one variable, x. */
const saved = (value: Buffer) => Buffer.concat([Buffer.from('RDX2\nX\n'), int(2, 0, 0), pair('x', value, nothing)]); // biome-ignore format: one line
const compact = (form: string, state: Buffer) => Buffer.concat([int(238), pair('', symbol(form), nothing), state, nothing]); // biome-ignore format: one line
const wrapped = (times: number, before: Buffer, after = Buffer.alloc(0)) =>
  Buffer.concat([...new Array<Buffer>(times).fill(before), nothing, ...new Array<Buffer>(times).fill(after)]); // biome-ignore format: one line

/** A refusal with little memory. */
function expectRefusal(act: () => unknown, message: string | RegExp) {
  const before = process.memoryUsage().rss;
  let error: unknown;
  try {
    act();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message).toMatch(message);
  expect(process.memoryUsage().rss - before).toBeLessThan(5e8);
}

const listIn = int(19, 1);
const deep = 'a file may nest R objects 100 deep, but this one goes on';

describe('a file of save() that is small and says much', () => {
  it('is read up to its limits', () => {
    const x = unserialize(saved(wrapped(90, listIn))).get('x');
    let [value, depth] = [x, 0];
    while (value?.type === 'list') [value, depth] = [value.values[0], depth + 1];
    expect([value, depth]).toEqual([{ type: 'null' }, 90]);
    const sequence = compact('compact_intseq', reals(2 ** 22, -1, 2));
    const steps = unserialize(saved(sequence)).get('x');
    if (steps?.type !== 'integer') throw new Error('no integers');
    expect(steps.values).toHaveLength(2 ** 22);
    expect([...steps.values.subarray(0, 3), steps.values.at(-1)]).toEqual([-1, 1, 3, 2 ** 23 - 3]);
  });

  const inAttributes = Buffer.concat([int(0x20d, 0, 0x402), symbol('a')]);
  it.each<[string, Buffer]>([
    ['lists in 5,000 lists', wrapped(5000, listIn)],
    ['lists in 10^6 lists', wrapped(1e6, listIn)],
    ['attributes of 10^5 attributes', wrapped(1e5, inAttributes, nothing)],
    ['calls in 10^5 calls', wrapped(1e5, int(6))],
    ['calls after 10^5 calls', wrapped(1e5, int(6, 254))],
    ['compact forms of 10^5 compact forms', wrapped(1e5, int(238))],
    ['tags of 10^5 tags', wrapped(1e5, int(0x402))],
  ])('%s are refused', (_, value) => expectRefusal(() => unserialize(saved(value)), deep));

  const tooMany = 'a file may hold 8388608 values, but this one goes on';
  const sequence = (length: number) => compact('compact_realseq', reals(length, 1, 1));
  it.each<[string, Buffer, string]>([
    ['a sequence of 10^9', sequence(1e9), tooMany],
    ['a sequence of 10^300', sequence(1e300), tooMany],
    ['sequences of 10^6', list(1000, sequence(1e6)), tooMany],
    ['sequences as texts', compact('deferred_string', pair('', sequence(5e6), nothing)), tooMany],
    ['300,000 lists', list(3e5, int(19, 0)), 'a file may hold 262144 R objects, but this one goes on'], // biome-ignore format: one line
  ])('%s are refused', (_, value, message) =>
    expectRefusal(() => unserialize(saved(value)), message),
  );

  it('is refused where it unpacks to more than 65 MiB', () => {
    const bomb = gzipSync(saved(Buffer.concat([int(14, 2 ** 24), Buffer.alloc(2 ** 27)])), {
      level: 1,
    });
    expect(bomb.length).toBeLessThan(1e6);
    expectRefusal(
      () => readRData(bomb),
      'a file may unpack to 68157440 bytes, but this one goes on',
    );
  });
});

describe('a CSV file', () => {
  const read = (columns: number, rows: number) => {
    const names = Array.from({ length: columns }, (_, i) => i);
    const row = `M1,Hp,${new Array(columns).fill(1).join(',')}`;
    const lines = [`Name,Annotation,${names.join(',')}`, ...new Array<string>(rows).fill(row)];
    return readCsv(Buffer.from(lines.join('\n')));
  };

  it('of 2,000,000 columns is read, which by their squares would take an hour', () => {
    const { wavenumbers, intensities } = read(2e6, 1);
    expect([wavenumbers.length, intensities.length]).toEqual([2e6, 1]);
  });

  it('may have 4,194,304 cells', () => {
    const message = 'a file may have 4194304 cells, but this one has more';
    expectRefusal(() => readCsv(Buffer.alloc(2 ** 24, 'a\n')), message);
    expectRefusal(() => readCsv(Buffer.alloc(2 ** 24, ',')), message);
    expectRefusal(() => readCsv(Buffer.alloc(2 ** 24, '\r')), message);
  });
});
