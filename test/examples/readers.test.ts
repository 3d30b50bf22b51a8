import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRecords } from '../../examples/cifar10/records';
import { spriteRecords } from '../../examples/cifar10/sprite';
import { readLabels } from '../../examples/relevance/readLabels';
import { runCommand } from '../../examples/shared/childProcess';
import { readIdx } from '../../support/idx';
import { readWhole } from '../../support/readWhole';
import { reasonOf } from '../../support/reasonOf';
import { UserError } from '../../support/userError';
import { expectComplaint } from '../helpers/run';

const windows = process.platform === 'win32';
let folder: string;
const at = (name: string) => join(folder, name);
const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(at(name), content);
  return at(name);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'readers-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function expectRefusal(act: () => unknown, message: string | RegExp) {
  expect(act).toThrow(UserError);
  expect(act).toThrow(message);
}

describe('a file', () => {
  it('is read up to the largest size', () => {
    const file = write('five', 'ä123');
    expect(readWhole(file, 5).toString()).toBe('ä123');
    expectRefusal(() => readWhole(file, 4, 'it'), /^cannot read it: it may have at most 4 bytes, but it has 5$/); // biome-ignore format: one line
    expect(readWhole(write('empty', ''), 0)).toHaveLength(0);
    expectRefusal(() => readWhole(at('none'), 4), /^cannot read .*none \(ENOENT\)$/);
    expectRefusal(() => readWhole('a\0b', 4), /\(ERR_INVALID_ARG_VALUE\)$/);
  });

  it.skipIf(windows)('is not a device, a pipe or a folder', () => {
    spawnSync('mkfifo', [at('pipe')]);
    mkdirSync(at('folder'));
    for (const file of ['/dev/zero', '/dev/tty', at('pipe'), at('folder')]) {
      expectRefusal(() => readWhole(file, 9), `cannot read ${file}: it is no regular file`);
    }
  });

  it.skipIf(windows).each([
    ['raman', ['--data=/dev/zero']],
    ['relevance', ['--model=/dev/zero', '--image=/dev/zero']],
  ])('that never ends does not hang %s', { timeout: 120_000 }, async (name, args) => {
    const [cache, output] = [`--cache=${folder}`, `--output=${at('never.html')}`];
    const message = /^\w+: cannot read .*: it is no regular file$|must be a file, but it is none$/m;
    await expectComplaint(`examples/${name}/main.ts`, [...args, cache, output], message);
  });
});

describe('an idx file', () => {
  const header = (...sizes: number[]) => {
    const bytes = Buffer.alloc(4 + 4 * sizes.length);
    bytes.writeUInt32BE(0x800 + sizes.length);
    for (const [i, size] of sizes.entries()) bytes.writeUInt32BE(size, 4 + 4 * i);
    return bytes;
  };
  const values = Uint8Array.from({ length: 30 }, (_, i) => 5 * i);
  const whole = Buffer.concat([header(2, 3, 5), values]);

  it('has a shape and bytes', () => {
    const { shape, bytes } = readIdx(write('idx', whole));
    expect(shape).toEqual([2, 3, 5]);
    expect([...bytes]).toEqual([...values]);
  });

  it('is refused wherever it ends', () => {
    for (let length = 0; length < whole.length; length++) {
      expectRefusal(() => readIdx(write('idx', whole.subarray(0, length))), /idx (is no idx file of bytes|must have 30 bytes for the shape \[2,3,5\], but it has \d+)$/); // biome-ignore format: one line
    }
  });

  it.each([
    ['of floats', Buffer.from([0, 0, 0x0d, 1, 0, 0, 0, 0]), 'is no idx file of bytes'],
    ['of rank 0', Buffer.from([0, 0, 8, 0]), 'is no idx file of bytes'],
    ['of rank 255', Buffer.from([0, 0, 8, 255]), 'is no idx file of bytes'],
    ['of huge sizes', header(2 ** 32 - 1, 2 ** 32 - 1), 'must have 18446744065119617000 bytes'],
    ['that goes on', Buffer.concat([whole, Buffer.of(0)]), 'but it has 31'],
  ])('is refused: %s', (_, bytes, message) => {
    expectRefusal(() => readIdx(write('idx', bytes)), message);
  });
});

describe('images of CIFAR-10', () => {
  it('are at most all that there are', () => {
    const file = write('large.bin', '');
    spawnSync('truncate', ['-s', '10G', file]);
    if (!windows) expectRefusal(() => readRecords([file], 1), 'it may have at most 184380000 bytes, but it has 10737418240'); // biome-ignore format: one line
  });

  it('are pictures of at most 10,000 rows, with classes', () => {
    const png = encode({ width: 1024, height: 1, channels: 3, data: new Uint8Array(3072) });
    for (const labels of [null, {}, 'abc', [], [null], ['3'], ['length'], [-1], [10], [1.5]]) {
      expect(() => spriteRecords(png, labels)).toThrow(/^(rows 0 to 1 need labels|labels must be)/);
    }
    expect(spriteRecords(png, [9])[0]).toBe(9);
    const tall = Buffer.from(png);
    tall.writeUInt32BE(2 ** 31, 20);
    expect(() => spriteRecords(tall, [1])).toThrow('may have 10000 rows, but it has 2147483648');
    for (let length = 0; length < png.length; length += 9) {
      expect(() => spriteRecords(png.subarray(0, length), [1])).toThrow();
    }
  });

  it.skipIf(windows)('are unpacked as far as memory allows', async () => {
    await expect(runCommand('yes', [])).rejects.toThrow('yes prints more than 268435456 bytes');
  });
});

it('labels are texts', () => {
  for (const [text, kind] of [
    ['["a", {}]', 'object'],
    ['["a", null]', 'object'],
    ['{"labels": ["a", 3]}', 'number'],
    [`["a", ${'['.repeat(1e5)}${']'.repeat(1e5)}]`, 'object'],
  ] as const) {
    const file = write('labels', text);
    expectRefusal(() => readLabels(file, 2), `--labels must be texts, but ${file} has a ${kind} among them`); // biome-ignore format: one line
  }
  expect(readLabels(write('labels', '\ufeffant\nbee'), 2)).toEqual(['ant', 'bee']);
  expect(readLabels(write('labels', '\ufeff["ant", "bee"]'), 2)).toEqual(['ant', 'bee']);
});

it('a reason is the first sentence of an error, cut where it is long', () => {
  expect(reasonOf(new Error('It is 1.5. Or not.'))).toBe('It is 1.5');
  expect(reasonOf(new Error('one\ntwo'))).toBe('one');
  expect(reasonOf(new Error('vs. [3]'))).toBe('vs. [3]');
  expect(reasonOf(new TypeError(''))).toBe('TypeError without a reason');
  expect(reasonOf(new Error('x'.repeat(1e5)))).toBe(`${'x'.repeat(300)}…`);
});
