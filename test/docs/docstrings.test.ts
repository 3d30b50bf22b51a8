import { expect, it } from 'vitest';
import { documented, fieldsLack, lacks } from './code/docstrings';

const library = documented(['fourier-xai', 'fourier-xai/load', 'fourier-xai/wasm']);
it('x', () => {
  for (const one of library.functions) {
    const l = lacks(library, one, { cannotThrow: [], noSource: [] });
    if (l.length) process.stdout.write(`${one.file} ${one.name}: ${l.join('; ')}\n`);
  }
  for (const one of library.options) {
    const l = fieldsLack(library, one);
    if (l.length) process.stdout.write(`${one.file} ${one.name}: ${l.join('; ')}\n`);
  }
  process.stdout.write(`${library.functions.length} functions ${library.options.length} options\n`);
  expect(1).toBe(1);
});
