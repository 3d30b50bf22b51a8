import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const page = readFileSync('docs/guides/porting.md', 'utf8');
const names = new Set(readFileSync('test/package/publicNames.txt', 'utf8').match(/\w+/g));

/** What the calls in these columns give as options. */
const options = new Set(['layers', 'biases', 'false', 'low', 'high', 'target', 'through']);

/** The names in the second column of every table: what this library has. */
const named = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .flatMap((line) => line.split(' | ')[1]?.match(/`[^`]+`/g) ?? [])
  .flatMap((code) => code.match(/\b[a-z]\w+(?=\W)/g) ?? [])
  .filter((name) => !options.has(name));

describe('docs/guides/porting.md', () => {
  it('names what this library exports', () => {
    expect(named.length).toBeGreaterThan(70);
    expect([...new Set(named)].filter((name) => !names.has(name))).toEqual([]);
  });
});
