import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signaturesOf } from '../../scripts/fuzz/declared';
import { fuzz } from '../../scripts/fuzz/fuzz';
import { generate } from '../../scripts/fuzz/generate';
import type { FailureKind } from '../../scripts/fuzz/judge';
import type { Found } from '../../scripts/fuzz/tally';
import { warmChild } from '../../scripts/fuzz/warmChild';
import { publicTypes } from '../../support/publicTypes';

const types = publicTypes(['../test/fuzz/planted']);
const names = types.functions.map(({ name }) => name).filter((name) => name !== 'subjects');
const setup = {
  module: join(import.meta.dirname, 'planted.ts'),
  backend: 'cpu',
  signatures: signaturesOf(types, names),
  // of a call; a busy machine needs some
  patience: 3000,
};

/** A call of each planted fault, and what it must be found for. */
const planted: readonly (readonly [text: string, kind: FailureKind])[] = [
  ['grumbles 0=null', 'undocumented error'],
  ['mutters 0=null', 'undocumented error'],
  ['wraps 0=fn:throws', 'undocumented error'],
  ['takesAll 0=text:', 'accepted outside its kinds'],
  ['takesAll 0=true', 'accepted outside its kinds'],
  ['takesAll 0=null', 'accepted outside its kinds'],
  ['takesAll 0=list:one', 'accepted outside its kinds'],
  ['takesAll 0=object', 'accepted outside its kinds'],
  ['takesAll 0=missing', 'accepted outside its kinds'],
  ['takesAnyOption 0.misspelt=1', 'accepted outside its kinds'],
  ['takesAnyOption 0.__proto__=1', 'accepted outside its kinds'],
  ['takesAnyText 0=text:medium', 'accepted outside its kinds'],
  ['leaks 0=7', 'leak'],
  ['leavesScope 0=7', 'state left'],
  ['leavesTape 0=7', 'state left'],
  ['loops 0=7', 'hang'],
  ['waits 0=7', 'hang'],
  ['traps 0=7', 'trap'],
  ['corrupts 0=7', 'trap'],
  ['rejects 0=7', 'unhandled rejection'],
  ['writes', 'changed argument'],
  ['disposes', 'changed argument'],
  ['writesValues', 'changed argument'],
  ['ends 0=7', 'crash'],
];

const right = [
  ...['sound', 'sound 0=null', 'sound 0=proxy', 'sound 1.size=3', 'sound 1.size=symbol'],
  ...['sound 1.misspelt=1', 'sound 1.__proto__=1', 'sound 1=getters', 'leaks', 'traps', 'loops'],
  ...[
    'calls 0=fn:throws',
    'calls 0=fn:throwsText',
    'calls 0=fn:square',
    'aborts 0=7',
    'calls 0=null',
    'rejects 0=text:7',
  ],
];

describe('a call', () => {
  const { run, stop } = warmChild(setup);

  it.each(planted)('%s: %s', async (text, kind) => {
    const { failures } = await run(text);
    expect(failures.map((failure) => failure.kind)).toEqual([kind]);
  });

  it.each(right)('%s: nothing', async (text) => {
    expect((await run(text)).failures).toEqual([]);
  });

  it('is over', stop);
});

describe('the search', () => {
  it('finds each fault once, in its fewest changes, and no other', async () => {
    const found: Found[] = [];
    const only = ['sound', 'grumbles', 'takesAnyText', 'takesAnyOption', 'wraps'];
    const signatures = Object.fromEntries(only.map((name) => [name, setup.signatures[name] ?? []]));
    const limits = { seed: '1', calls: 400, seconds: 300 };
    const tally = await fuzz({ ...setup, signatures, ...limits, found: (one) => found.push(one) });
    const kinds = [...new Set(found.map(({ kind, text }) => `${text.split(' ')[0]}: ${kind}`))];
    expect(kinds.sort()).toEqual([
      'grumbles: undocumented error',
      'takesAnyOption: accepted outside its kinds',
      'takesAnyText: accepted outside its kinds',
      'wraps: undocumented error',
    ]);
    expect(found.every(({ text }) => text.split(' ').length === 2)).toBe(true);
    const places = found.map(({ kind, text }) => `${kind} ${text.split('=')[0]}`);
    expect(new Set(places).size).toBe(places.length);
    expect(tally).toMatchObject({ calls: 400, failures: { hang: 0, leak: 0, crash: 0 } });
    expect(tally.accepted + tally.refused).toBe(400);
    expect(tally.failures['undocumented error']).toBeGreaterThan(5);
  });

  it('makes the same calls of the same seed', async () => {
    const some = (seed: string) => {
      const calls = generate(setup.signatures, seed);
      return Array.from({ length: 50 }, () => calls.next().value).join('\n');
    };
    expect(some('3')).toBe(some('3'));
    expect(some('3')).not.toBe(some('4'));
  });
});
