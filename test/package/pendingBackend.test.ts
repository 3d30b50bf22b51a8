import { expect, it } from 'vitest';
import { runProgram } from '../helpers/run';

it('the library can be imported while a backend is being set up', async () => {
  const { code, out, err } = await runProgram('test/package/importWhilePending.ts');
  expect(err).toBe('');
  expect(out).toBe('4,0,0,0\n');
  expect(code).toBe(0);
});
