import { expect, it } from 'vitest';
import { parseOptions, usage } from '../../bench/options';
import { UserError } from '../../support/userError';

it('measures all groups on wasm and cpu by default', () => {
  expect(parseOptions([])).toEqual({
    backends: ['wasm', 'cpu'],
    only: [
      'transforms',
      'convolution',
      'fusion',
      'collapse',
      'jacobians',
      'relevance',
      'selection',
      'training',
    ],
    quick: false,
  });
});

it('takes several backends and groups, each once', () => {
  const args = '--backend=cpu --backend=wasm --only=fusion --only=fusion --quick --json=a.json';
  expect(parseOptions(args.split(' '))).toEqual({
    backends: ['wasm', 'cpu'],
    only: ['fusion'],
    quick: true,
    json: 'a.json',
  });
});

it('is asked for help', () => {
  expect(parseOptions(['--help'])).toBeUndefined();
  for (const name of ['backend', 'only', 'quick', 'json']) expect(usage).toContain(`--${name}`);
});

it.each([
  [['--quik'], /^Unknown option '--quik'; --help lists the options$/],
  [['--only', 'all'], /^--only must be transforms, convolution, .*, but it is 'all'$/],
  [['--backend='], /^--backend must be wasm, cpu, .*, but it is ''$/],
  [['--json'], /^Option '--json <value>' argument missing/],
  [['--json='], /^--json must name a file, but it is ''$/],
  [['rows.json'], /^Unexpected argument 'rows.json'/],
])('says what is wrong with %j', (args, message) => {
  expect(() => parseOptions(args)).toThrow(UserError);
  expect(() => parseOptions(args)).toThrow(message);
});
