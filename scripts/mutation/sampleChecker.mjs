import { createHash } from 'node:crypto';
import { relative } from 'node:path';

// A plugin of Stryker, whose processes load it without a compiler.

const seed = process.env.MUTATION_SEED;
const share = Number(process.env.MUTATION_SHARE);

/** Whether a mutant is drawn: by a hash of the seed, its place and what it writes there, and of nothing else. */
function isDrawn({ fileName, location: { start, end }, replacement }) {
  const place = `${start.line}:${start.column}-${end.line}:${end.column}`;
  const text = [seed, relative(process.cwd(), fileName), place, replacement].join('\n');
  return createHash('sha256').update(text).digest().readUInt32BE() < share * 2 ** 32;
}

/** Mutants that are not drawn count as such that do not compile: Stryker neither runs nor scores them. */
const sample = {
  init: async () => {},
  group: async (mutants) => [mutants.map(({ id }) => id)],
  check: async (mutants) =>
    Object.fromEntries(
      mutants.map((mutant) => [
        mutant.id,
        isDrawn(mutant)
          ? { status: 'passed' }
          : { status: 'compileError', reason: 'not in the sample' },
      ]),
    ),
};

export const strykerPlugins = [{ kind: 'Checker', name: 'sample', value: sample }];
