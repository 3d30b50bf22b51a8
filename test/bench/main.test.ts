import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MeasuredRow } from '../../bench/row';
import { runProgram } from '../helpers/run';

const program = 'bench/main.ts';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('npm run bench', () => {
  it('prints a table and writes the same as JSON', async () => {
    const json = join(folder, 'rows.json');
    const args = ['--only', 'transforms', '--quick', '--json', json];
    const { code, out, err } = await runProgram(program, args);
    const times = String.raw`[\d.]+x, [\d.]+ ms against [\d.]+ ms\n`;
    expect(err).toMatch(
      new RegExp(`^rfft2, wasm, 16x32x32: ${times}rfft2, cpu, 4x28x28: ${times}$`),
    );
    expect(code).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^group +what +backend +sizes +ours +ms +peer +ms +ratio +reach/);

    const { rows, ...environment } = JSON.parse(readFileSync(json, 'utf8'));
    expect(environment).toMatchObject({ node: process.version, cores: expect.any(Number) });
    expect(environment.tfjs).toMatch(/^4\./);
    expect(rows).toHaveLength(2);
    for (const row of rows as MeasuredRow[]) {
      expect(row).toMatchObject({ group: 'transforms', what: 'rfft2', runs: 3 });
      expect(row.ratio).toBeCloseTo(row.peer.milliseconds / row.ours.milliseconds, 10);
      expect(row.difference).toBeLessThan(1e-5);
    }
  }, 60_000);

  it('leaves no file on Ctrl-C', { tags: 'slow', timeout: 60_000 }, async () => {
    const args = ['--only', 'transforms', '--json', join(folder, 'never.json')];
    const { signal } = await runProgram(program, args, /^rfft2, wasm/);
    expect(signal).toBe('SIGINT');
    expect(readdirSync(folder)).not.toContain('never.json');
  });

  it('says in one line what is wrong', async () => {
    const { code, out, err } = await runProgram(program, ['--json', 'bench']);
    expect(err).toBe('bench: cannot write bench: it is a folder\n');
    expect(out).toBe('');
    expect(code).toBe(1);
  }, 60_000);
});
