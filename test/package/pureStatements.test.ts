import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { withPureStatements } from '../../scripts/build/pureStatements';

/** What a bundler keeps of a file of which nothing is used. */
async function kept(source: string): Promise<string> {
  const { code } = await transform(withPureStatements('file.ts', source), {
    loader: 'ts',
    treeShaking: true,
    format: 'esm',
  });
  return code.trim();
}

describe('of a file that nothing uses', () => {
  it.each([
    ['calls', 'const kind = integer(1, 2);'],
    ['calls of calls', 'const kind = listOf(integer(1));'],
    ['spread objects', 'const kinds: Kinds = { ...others, n: integer() };'],
    ['what is read from others', 'const kernelName = tf.Conv2D;'],
    ['parts of objects', 'const { batchSize: _, ...rest } = kinds;'],
    ['arrays of parts', 'const [first, , third] = list();'],
    ['several at once', 'const a = f(), b = g(a);'],
    ['classes that extend others', "class Own extends layers.Layer { static className = 'Own'; }"],
    ['classes and what registers them', 'class Own extends Layer {}\nregister(Own as never);'],
    ['types', 'interface A { b: string }\ntype B = A;\ndeclare class C extends D {}'],
  ])('a bundler keeps no %s', async (_, source) => {
    expect(await kept(source)).toBe('');
  });
});

it('computes what it did before', async () => {
  const source = `
    const add = (a: number, b: number) => a + b;
    const one = add(0, 1), { two, ...rest } = { two: add(one, 1), three: add(one, 2) };
    class Named { static readonly title = 'named'; }
    export class Own extends Named {}
  `;
  const made = withPureStatements(
    'file.ts',
    `${source}\nnote(Own as never);\nexport { one, rest, two };`,
  );
  const { code } = await transform(made, { loader: 'ts', format: 'iife', globalName: 'made' });
  const noted: unknown[] = [];
  const run = new Function('note', `${code}; return made;`);
  const { Own, ...values } = run((Class: unknown) => noted.push(Class));
  expect(values).toEqual({ one: 1, rest: { three: 3 }, two: 2 });
  expect(Own.title).toBe('named');
  expect(noted).toEqual([Own]);
});

it.each([
  'for (const name of names) register(name);',
  "ops.set('sum', sum);",
  'register(Other);',
  'if (isNode) start();',
])('refuses to leave out %s', (source) => {
  expect(() => withPureStatements('file.ts', source)).toThrow('file.ts does what bundlers');
});
