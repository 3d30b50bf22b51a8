import { afterAll, expect } from 'vitest';
import { listedKernels } from '../contract/listedKernels';
import { isOfTfjs, recordKernels } from './recordKernels';

const called = recordKernels();
/** Only the file that is the first to call a kernel complains. */
const before = new Set(called);

afterAll(() => {
  const unlisted = [...called].filter(
    (name) => isOfTfjs(name) && !before.has(name) && !listedKernels.includes(name),
  );
  expect(
    unlisted,
    'The library calls kernels that test/contract does not yet exercise in browsers: add their names to ' +
      'test/contract/kernels.txt, and calls that need them to test/contract',
  ).toEqual([]);
});
