import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runProgram } from '../helpers/run';

const readme = readFileSync('README.md', 'utf8');

it('runs the code of the README as it stands there', async () => {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  const file = `test/docs/readme-${process.pid}.ts`;
  const checks = `
const difference = tf.max(tf.abs(tf.sub(y, model.predict(x) as tf.Tensor)));
console.log(JSON.stringify({ difference: (await difference.data())[0], shape: picture.shape }));
`;
  writeFileSync(file, code + checks);
  try {
    const { out, err, code: exit } = await runProgram(file);
    expect(err).toBe('');
    expect(exit).toBe(0);
    const { difference, shape } = JSON.parse(out.trim().split('\n').at(-1) as string);
    expect(difference).toBeLessThan(1e-6);
    expect(shape).toEqual([1, 28, 28, 3]);
  } finally {
    rmSync(file);
  }
});

it('names every public function', async () => {
  const names = [import('../../src/index'), import('../../src/wasm/index')];
  for (const name of (await Promise.all(names)).flatMap((module) => Object.keys(module))) {
    if (['diverging', 'gray', 'sequential'].includes(name)) continue;
    expect(readme).toContain(`\`${name}\``);
  }
});
