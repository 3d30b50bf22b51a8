import { expect, it } from 'vitest';
import { parseOptions } from '../../examples/mnist/options';
import { UserError } from '../../support/userError';

it('has defaults for all', () => {
  expect(parseOptions([])).toMatchObject({
    epochs: 1,
    images: Number.POSITIVE_INFINITY,
    seed: 1,
    output: 'report.html',
    retrain: false,
  });
});

it.each(['output', 'cache', 'images', 'seed', 'epochs', 'network', 'patience'])(
  'refuses an empty --%s',
  (name) => {
    const refusal = new UserError(`--${name} must have a value, but it is ''`);
    expect(() => parseOptions([`--${name}=`])).toThrow(refusal);
    expect(() => parseOptions([`--${name}`, ''])).toThrow(refusal);
    expect(() => parseOptions([`--${name}= `])).toThrow(`must have a value, but it is ' '`);
  },
);
