import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { shownPath } from '../../support/shownPath';
import { UserError } from '../../support/userError';
import { parseArguments, wholeNumber } from '../shared/arguments';
import { isScalingName, type ScalingName, scalingNames } from '../shared/scalings';

export interface Options {
  /** The folder of the photographs. */
  readonly images: string;
  /** The CSV file of their grades. */
  readonly labels: string;
  /** The pretrained model: a file that `loadModel` takes, or a URL. */
  readonly base: string;
  /** What the base wants its pixels to be; by default as its layers are named. */
  readonly scaling: ScalingName | undefined;
  /** Rows and columns of a prepared image. */
  readonly size: number;
  /** The most training images of a class, by class. */
  readonly limits: Readonly<Record<string, number>>;
  /** Rotated copies of an image in the larger set. */
  readonly copies: number;
  readonly length: Length;
  /** Epochs from one validation to the next. */
  readonly every: number;
  readonly seed: number;
  readonly workers: number;
  readonly output: string;
  readonly cache: string;
  /** Where prepared images go, a folder a class. */
  readonly prepared: string;
  /** Where the model and test images for the explorer go. */
  readonly explorer: string | undefined;
  readonly retrain: boolean;
}

/** How long networks are trained: just to see that it works, for some minutes, or as in the document. */
export type Length = 'small' | 'usual' | 'full';

const mobileNet =
  'https://storage.googleapis.com/tfjs-models/tfjs/mobilenet_v1_0.25_224/model.json';

export const usage = `Grades retina photographs, as the source document does: photographs are cropped, made square and their contrast
evened out; a new head on a frozen, pretrained network is trained at four learning rates, with rotated images in two
ways, and with a second head; each is judged by its curves; and relevance maps show what the last one looks at.

  npm run retina -- --images DIR --labels FILE [options]

  --images DIR    photographs: JPEG, PNG, WebP or TIFF
  --labels FILE   CSV with columns image and level (0, 1, 2 …), as in Kaggle's Diabetic Retinopathy Detection; also file
                  and grade. A column patient says who an image is of; else what stands before _left or _right does.
                  All images of a patient are on one side of the split
  --base FILE     the pretrained network: model.json, .keras or .h5, or a URL. Its layers before the first flattening or
                  global pooling are taken; VGG16, MobileNetV2, ResNet50 and InceptionV3, saved by Keras, are known
                  (default: MobileNet, of width 0.25,
                  ${mobileNet})
  --scaling NAME  what it wants pixels to be: ${scalingNames.join(', ')}   (default: by its layers' names)
  --size N        rows and columns of a prepared image      (default 224, at least 32)
  --limit K:N     at most N training images of class K; may be given again   (default 0:5000)
  --copies N      rotated copies of each image, in the larger set   (default 4)
  --every N       epochs from one validation to the next    (default 5)
  --full          more epochs, up to the 1000 that the document begins with (else some minutes for a hundred images)
  --small         a few epochs, to see that it works
  --seed N        of the split, weights, orders and rotations   (default 1)
  --workers N     networks trained at a time                (default one a core)
  --output FILE   the report                                (default retina.html)
  --prepared DIR  where prepared images go, a folder a class   (default: in the cache)
  --cache DIR     where features and finished trainings are kept   (default examples/retina/.cache)
  --explorer DIR  writes the last model and test images for npm run explorer, too: drop the folder there
  --retrain       train again what is finished
  --help          this text

A run that was stopped goes on: images that are prepared, features and finished trainings are kept.
`;

/** The options of a command line, or undefined where help is asked for. */
export function parseOptions(args: string[]): Options | undefined {
  const values = parseArguments(args, {
    images: { type: 'string' },
    labels: { type: 'string' },
    base: { type: 'string', default: mobileNet },
    scaling: { type: 'string' },
    size: { type: 'string', default: '224' },
    limit: { type: 'string', multiple: true, default: ['0:5000'] },
    copies: { type: 'string', default: '4' },
    every: { type: 'string', default: '5' },
    full: { type: 'boolean', default: false },
    small: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    output: { type: 'string', default: 'retina.html' },
    prepared: { type: 'string' },
    cache: { type: 'string', default: shownPath(join(import.meta.dirname, '.cache')) },
    explorer: { type: 'string' },
    retrain: { type: 'boolean', default: false },
    help: { type: 'boolean' },
  });
  if (values.help) return undefined;
  const { base, cache, explorer, full, output, retrain, scaling, small } = values;
  if (full && small) throw new UserError('--full and --small exclude each other');
  const number = (name: 'size' | 'copies' | 'every' | 'seed' | 'workers', least: number) =>
    wholeNumber(name, values[name], least);
  return {
    images: needed('images', values.images),
    labels: needed('labels', values.labels),
    scaling: scaling === undefined ? undefined : scalingIn(scaling),
    size: number('size', 32),
    limits: Object.fromEntries(values.limit.map(limitIn)),
    copies: number('copies', 1),
    length: full ? 'full' : small ? 'small' : 'usual',
    every: number('every', 1),
    seed: number('seed', 0),
    workers: number('workers', 1),
    ...{ base, output, cache, retrain, explorer },
    prepared: values.prepared ?? join(cache, 'prepared', folderOf(values.images)),
  };
}

/** A folder of its own for each folder of photographs. */
const folderOf = (images = ''): string =>
  createHash('sha256').update(resolve(images)).digest('hex').slice(0, 12);

function needed(name: string, value: string | undefined): string {
  if (value === undefined) throw new UserError(`--${name} is needed; --help says what it is`);
  return value;
}

function scalingIn(name: string): ScalingName {
  if (isScalingName(name)) return name;
  throw new UserError(`--scaling must be one of ${scalingNames.join(', ')}, but it is '${name}'`);
}

function limitIn(text: string): [label: string, most: number] {
  const [label = '', most = ''] = text.split(':');
  const isWell = /^\d+:\d+$/.test(text) && Number(most) > 0;
  if (!isWell) throw new UserError(`--limit must be as 0:5000, but it is '${text}'`);
  return [String(Number(label)), Number(most)];
}
