import { availableParallelism } from 'node:os';
import { UserError } from '../../support/userError';
import { parseArguments, wholeNumber } from '../shared/arguments';
import { isScalingName, type ScalingName, scalingNames } from '../shared/scalings';
import { readTaskOptions } from './readTaskOptions';
import { readers, type TaskOptions } from './taskOptions';
import { type TaskName, taskNames, tasks } from './tasks';

export interface PlanOptions {
  readonly model: string;
  readonly images: string;
  readonly classes: string | undefined;
  readonly task: TaskName;
  readonly options: Partial<TaskOptions>;
  readonly scaling: ScalingName | undefined;
  readonly side: number;
  /** Undefined for one that suits this machine. */
  readonly size: number | undefined;
  /** The folder. */
  readonly out: string;
}

/** What a command line asks for. */
export type Command =
  | { readonly word: 'help' }
  | ({ readonly word: 'plan' } & PlanOptions)
  | {
      readonly word: 'run';
      readonly folder: string;
      readonly shard: number | undefined;
      readonly workers: number;
    }
  | { readonly word: 'status'; readonly folder: string; readonly missing: boolean }
  | { readonly word: 'merge'; readonly folder: string }
  | {
      readonly word: 'queue' | 'work';
      readonly folder: string;
      readonly workers: number;
      readonly redis: string | undefined;
    }
  | { readonly word: 'sample'; readonly out: string; readonly images: number };

const rows = (entries: readonly (readonly [string, string])[]): string =>
  entries.map(([name, about]) => `  ${name.padEnd(20)}${about}`).join('\n');

export const usage = `Explains a whole set of images in parts, its shards, on all cores or on many machines, with the result of one run.

  npm run cluster -- plan --model FILE --images SOURCE --out FOLDER [options]
  npm run cluster -- run --in FOLDER [--shard I] [--workers N]
  npm run cluster -- status --in FOLDER [--missing]
  npm run cluster -- merge --in FOLDER
  npm run cluster -- queue --in FOLDER [--workers N] [--redis URL]
  npm run cluster -- work --in FOLDER [--workers N] [--redis URL]
  npm run cluster -- sample --out FOLDER [--images N]

plan writes the plan, and files for GNU parallel, Slurm and Kubernetes that run it
  --model FILE        a Keras file (.keras, .h5), or a model.json, or its address
  --images SOURCE     a folder, a tar, or the http address of a tar; images in any format
  --classes FILE      a CSV of name,class: the path of an image within the images, and the number of
                      the model's output for it, from 0; without it, the folders of images are the
                      classes in the order of their names, one for each output
  --task NAME         what is found (default selectKernels), see below
  --size N            images of a shard (default 100, or fewer to keep all cores busy)
  --scaling NAME      what pixels the model takes: ${scalingNames.join(', ')} (default as known of the
                      network, else unit, from 0 to 1)
  --side N            rows and columns for a model that takes any size (default 224)
  --out FOLDER        where plan, shards and result lie; all machines must see it, and the images, at the same place

run computes shard I, unless its file is there; without --shard all that are missing, in threads
  --shard I           from 0
  --workers N         threads (default all cores)

status tells what is there; --missing prints only the numbers of the shards that are missing
merge joins all shards into FOLDER/result.json.gz, draws FOLDER/result.html and says what was found
queue runs what is missing in processes that BullMQ serves from Redis, which it starts unless --redis URL is given
work adds processes to it, also on other machines; it ends where there is nothing to do for a minute
sample writes a folder to try all this on: digits (default 2000), and a network that tells them apart,
which is trained first where it is not there: about a minute

Tasks: what is explained of each image is the class that the model predicts, by its logit
${rows(taskNames.map((name) => [name, `${tasks[name].about}${'needsClasses' in tasks[name] ? '; needs classes' : ''}`]))}

Options of tasks
${rows(
  Object.entries(readers).map(([name, { about, otherwise }]) => [
    `--${name}`,
    otherwise ? `${about} (default ${otherwise})` : about,
  ]),
)}

Exit codes: 0 done; 1 wrong, the same again will fail; 3 shards are missing; 75 try again; 130 Ctrl-C; 143 terminated
`;

const text = { type: 'string' } as const;
const taskTexts = Object.fromEntries(Object.keys(readers).map((name) => [name, text]));

/** What a command line asks for; what is wrong with it is a user error. */
export function parseCommand([word, ...args]: readonly string[]): Command {
  if (word === undefined || word === '--help' || args.includes('--help')) return { word: 'help' };
  const read = readersOfWords[word];
  if (read) return read([...args]);
  throw new UserError(
    `'${word}' is no command: there are ${Object.keys(readersOfWords).join(', ')}; --help tells more`,
  );
}

const readersOfWords: Readonly<Record<string, (args: string[]) => Command>> = {
  plan: planCommand,
  run: (args) => {
    const {
      in: folder,
      shard,
      workers,
    } = parseArguments(args, { in: text, shard: text, workers: text });
    return {
      ...{ word: 'run', folder: needed('in', folder), workers: workersOf(workers) },
      shard: shard === undefined ? undefined : wholeNumber('shard', shard, 0),
    };
  },
  status: (args) => {
    const { in: folder, missing = false } = parseArguments(args, {
      in: text,
      missing: { type: 'boolean' },
    });
    return { word: 'status', folder: needed('in', folder), missing };
  },
  merge: (args) => ({ word: 'merge', folder: needed('in', parseArguments(args, { in: text }).in) }),
  queue: (args) => queueCommand('queue', args),
  work: (args) => queueCommand('work', args),
  sample: (args) => {
    const { out, images = '2000' } = parseArguments(args, { out: text, images: text });
    return { word: 'sample', out: needed('out', out), images: wholeNumber('images', images, 2) };
  },
};

function planCommand(args: string[]): Command {
  const given = parseArguments(args, {
    ...{ model: text, images: text, classes: text, task: text, size: text },
    ...{ scaling: text, side: text, out: text, ...taskTexts },
  }) as Readonly<Record<string, string | undefined>>;
  const { task = 'selectKernels', scaling, size, side = '224' } = given;
  if (!taskNames.includes(task as TaskName))
    throw new UserError(`--task must be ${taskNames.join(' or ')}, but it is '${task}'`);
  if (scaling !== undefined && !isScalingName(scaling))
    throw new UserError(`--scaling must be ${scalingNames.join(' or ')}, but it is '${scaling}'`);
  return {
    ...{ word: 'plan', task: task as TaskName, scaling, classes: given['classes'] },
    ...{ model: needed('model', given['model']), images: needed('images', given['images']) },
    options: readTaskOptions(task as TaskName, given),
    ...{
      size: size === undefined ? undefined : wholeNumber('size', size, 1),
      side: wholeNumber('side', side, 1),
    },
    out: needed('out', given['out']),
  };
}

function queueCommand(word: 'queue' | 'work', args: string[]): Command {
  const options = { in: text, workers: text, redis: text };
  const { in: folder, workers, redis } = parseArguments(args, options);
  return { word, folder: needed('in', folder), redis, workers: workersOf(workers) };
}

const workersOf = (given: string | undefined): number =>
  given === undefined ? availableParallelism() : wholeNumber('workers', given, 1);

function needed(name: string, value: string | undefined): string {
  if (value === undefined) throw new UserError(`--${name} is needed; --help tells more`);
  return value;
}
