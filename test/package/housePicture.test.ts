import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Edge, edgesOf, reduced } from '../../scripts/house/edges';
import { readImports } from '../../scripts/house/imports';
import { withTable } from '../../scripts/house/table';

const architecture = readFileSync('ARCHITECTURE.md', 'utf8');

describe('reduced', () => {
  it('leaves out what a longer way says, and nothing else', () => {
    const edges: Edge[] = [
      ['a', 'b'],
      ['b', 'c'],
      ['a', 'c'],
      ['c', 'd'],
      ['a', 'd'],
      ['e', 'd'],
    ];
    expect(reduced(edges).map((edge) => edge.join(''))).toEqual(['ab', 'bc', 'cd', 'ed']);
  });
});

describe('docs/house.svg', () => {
  let edges: Edge[];
  beforeAll(async () => {
    edges = edgesOf(await readImports(process.cwd(), ['src']));
  }, 120_000);

  it('shows the imports as they are (if not: npm run picture)', () => {
    const svg = readFileSync('docs/house.svg', 'utf8').replaceAll('&#45;', '-');
    const drawn = [...svg.matchAll(/<title>([^<]+)-&gt;([^<]+)<\/title>/g)]
      .map(([, from, to]) => `${from} -> ${to}`)
      .sort();
    expect(drawn).toEqual(
      reduced(edges)
        .map(([from, to]) => `${from} -> ${to}`)
        .sort(),
    );
  });
});

describe('ARCHITECTURE.md', () => {
  it('has the table of scripts/house/rooms.ts (if not: npm run picture)', () => {
    expect(withTable(architecture)).toBe(architecture);
  });

  it('names files that are there', () => {
    const named = architecture.match(/\b[a-z]\w*(?:\/\w+)+\.(?:ts|txt|svg|mjs)\b/g) ?? [];
    const lacking = named.filter((file) => !existsSync(file) && !existsSync(join('src', file)));
    expect(lacking).toEqual([]);
    expect(named.length).toBeGreaterThan(20);
  });
});
