import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const readme = readFileSync('README.md', 'utf8');

it('names every public function', async () => {
  const names = ['index', 'wasm/index', 'load/index'].map((one) => import(`../../src/${one}`));
  for (const name of (await Promise.all(names)).flatMap((module) => Object.keys(module))) {
    if (/(Colors|^(calibrate|composite|diverging|gray|overlay|sequential))$/.test(name)) continue;
    expect(readme).toContain(`\`${name}\``);
  }
});
