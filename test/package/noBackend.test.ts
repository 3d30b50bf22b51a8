import { expect, it } from 'vitest';
import { runProgram } from '../helpers/run';

it('importing the library registers no backend and sets none', async () => {
  const { code, out, err } = await runProgram('test/package/listBackends.ts');
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({ names: expect.arrayContaining(['fft']), backends: [] });
});
