import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { shownPath } from '../../support/shownPath';
import { UserError } from '../../support/userError';
import { parseArguments, wholeNumber } from '../shared/arguments';

export interface Options {
  /** The file of the spectra; by default it is downloaded. */
  readonly data: string | undefined;
  /** Spectra made up, instead of data. */
  readonly synthetic: boolean;
  /** Passes over the training spectra. */
  readonly epochs: number;
  /** Filters and units of the networks, as a share of the document's. */
  readonly width: number;
  readonly seed: number;
  readonly workers: number;
  readonly output: string;
  /** The folder for the training plots as SVG files, if any. */
  readonly plots?: string;
  readonly cache: string;
  readonly retrain: boolean;
  /** Where a model and spectra for the explorer go. */
  readonly explorer: string | undefined;
}

/** How wide the networks are, as a share of the document's, and how many epochs they are trained. */
const lengths = {
  small: { width: 1 / 8, epochs: 5 },
  usual: { width: 1 / 4, epochs: 100 },
  full: { width: 1, epochs: 500 },
} as const;

export const usage = `Chooses a learning rate for Raman spectra of mouse tissue, as the source document does: spectra split by mouse and
normalised, two networks trained at fixed and falling rates, each judged by its curves and held against what the
document observes, the best one cross-validated and explained over the wavenumbers.

  npm run raman -- [options]

  --data FILE     DATA_dp_wc_bc.csv or .RData   (default: downloaded once from its public repository)
  --synthetic     made-up spectra of as many mice and classes
  --full          the document's own networks and 500 epochs: a day or more, announced by an estimate before it
                  begins   (default: a quarter of its filters and units, 100 epochs)
  --small         an eighth of the filters and units, 5 epochs: a minute,
                  too short for the verdicts to mean much
  --epochs N      passes over the training spectra, other than that
  --seed N        of the split, the weights, the order of the spectra, and made-up spectra   (default 1)
  --workers N     networks trained at a time    (default one a core)
  --output FILE   the report                    (default raman.html)
  --plots DIR     writes the training plots as SVG files, too
  --cache DIR     where data and trainings are kept   (default examples/raman/.cache)
  --explorer DIR  writes the first fold's model and some of its test spectra for npm run explorer, too: drop
                  the folder there
  --retrain       train again what is finished
  --help          this text

Data has at most 128 MiB and 4,194,304 cells (CSV) or 65 MiB unpacked and 8,388,608 values (RData), and 65,536
wavenumbers (4,096 with --full, 262,144 with --small).

A run that was stopped goes on where it was, but for the last minute of each training, or its last epoch where that takes longer.
`;

/** The options of a command line, or undefined where help is asked for. */
export function parseOptions(args: string[]): Options | undefined {
  const values = parseArguments(args, {
    data: { type: 'string' },
    synthetic: { type: 'boolean' },
    epochs: { type: 'string' },
    small: { type: 'boolean' },
    full: { type: 'boolean' },
    seed: { type: 'string' },
    workers: { type: 'string' },
    output: { type: 'string' },
    plots: { type: 'string' },
    cache: { type: 'string' },
    explorer: { type: 'string' },
    retrain: { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (values.help) return undefined;
  const { data, synthetic = false, plots, workers, retrain = false } = values;
  exclude('data', data !== undefined, 'synthetic', synthetic);
  const { width, epochs } = lengthOf(values);
  return {
    ...{ data, synthetic, width, retrain },
    epochs: wholeNumber('epochs', values.epochs ?? String(epochs), 3),
    seed: wholeNumber('seed', values.seed ?? '1', 0),
    workers: workers === undefined ? availableParallelism() : wholeNumber('workers', workers, 1),
    output: values.output ?? 'raman.html',
    ...(plots !== undefined && { plots }),
    cache: values.cache ?? shownPath(join(import.meta.dirname, '.cache')),
    explorer: values.explorer,
  };
}

function lengthOf({ small = false, full = false }: { small?: boolean; full?: boolean }) {
  exclude('small', small, 'full', full);
  if (full) return lengths.full;
  return small ? lengths.small : lengths.usual;
}

function exclude(one: string, isOne: boolean, other: string, isOther: boolean): void {
  if (isOne && isOther) throw new UserError(`--${one} and --${other} exclude each other`);
}
