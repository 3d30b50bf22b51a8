import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { kernelNameOf, version } from '../../src/internal/version';

it('the version is that of the package', () => {
  expect(version).toBe(manifest.version);
});

it('CITATION.cff names it, too', () => {
  expect(readFileSync('CITATION.cff', 'utf8')).toContain(`\nversion: ${manifest.version}\n`);
});

it('kernels carry the name of the package and its version', () => {
  expect(kernelNameOf('ComplexLines')).toBe(`${manifest.name}@${manifest.version}/ComplexLines`);
});
