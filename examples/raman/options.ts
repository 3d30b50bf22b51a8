import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../support/userError';
import { parseArguments, wholeNumber } from '../shared/arguments';

export interface Options {
  /** The file of the spectra; by default it is downloaded. */
  readonly data: string | undefined;
  /** Spectra made up, instead of data. */
  readonly synthetic: boolean;
  /** Passes of the first model over the training spectra. */
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

export const usage = `Chooses a learning rate for Raman spectra of mouse tissue, as the source document does: spectra split by mouse and
normalised, two networks trained at fixed and falling rates, each judged by its curves, the best one cross-validated
and explained over the wavenumbers.

  npm run raman -- [options]

  --data FILE     DATA_dp_wc_bc.csv or .RData   (default: downloaded once from its public repository)
  --synthetic     made-up spectra of as many mice and classes
  --epochs N      passes of the first network   (default 5: about ten minutes on two cores); the second one, five
                  times as fast, has twice as many
  --small         networks of an eighth of the filters and units: about a minute,
                  too short for the verdicts to mean much
  --seed N        of the split, the weights, the order of the spectra, and made-up spectra   (default 1)
  --workers N     networks trained at a time    (default one a core)
  --output FILE   the report                    (default raman.html)
  --plots DIR     writes the training plots as SVG files, too
  --cache DIR     where data and finished trainings are kept   (default examples/raman/.cache)
  --explorer DIR  writes the first fold's model and some of its test spectra for npm run explorer, too: drop
                  the folder there
  --retrain       train again what is finished
  --help          this text

Data has at most 128 MiB and 4,194,304 cells (CSV) or 65 MiB unpacked and 8,388,608 values (RData), and 4,096
wavenumbers (262,144 with --small).

A run that was stopped goes on from the trainings that it had finished.
`;

/** The options of a command line, or undefined where help is asked for. */
export function parseOptions(args: string[]): Options | undefined {
  const values = parseArguments(args, {
    data: { type: 'string' },
    synthetic: { type: 'boolean' },
    epochs: { type: 'string' },
    small: { type: 'boolean' },
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
  const { data, synthetic = false, plots, workers } = values;
  if (data !== undefined && synthetic) {
    throw new UserError('--data and --synthetic exclude each other');
  }
  return {
    data,
    synthetic,
    epochs: wholeNumber('epochs', values.epochs ?? '5', 3),
    width: values.small ? 1 / 8 : 1,
    seed: wholeNumber('seed', values.seed ?? '1', 0),
    workers: workers === undefined ? availableParallelism() : wholeNumber('workers', workers, 1),
    output: values.output ?? 'raman.html',
    ...(plots !== undefined && { plots }),
    cache: values.cache ?? join(import.meta.dirname, '.cache'),
    explorer: values.explorer,
    retrain: values.retrain ?? false,
  };
}
