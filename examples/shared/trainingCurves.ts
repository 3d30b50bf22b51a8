import { row } from './page';
import { svg } from './picture';
import type { History } from './training';

/** Loss and accuracy of the batches, and after each epoch. */
export async function trainingCurves({ batches, epochs, stopping }: History): Promise<string> {
  const perEpoch = batches.length / epochs.length;
  const curve = (value: 'loss' | 'accuracy', title: string) =>
    svg({
      width: 360,
      height: 180,
      layer: [
        {
          data: {
            values: batches.map((batch, i) => ({ epoch: (i + 1) / perEpoch, value: batch[value] })),
          },
          transform: [
            { window: [{ op: 'mean', field: 'value', as: 'mean' }], frame: [-10, 10] },
            { calculate: "'training, mean of up to 21 batches'", as: 'of' },
          ],
          mark: { type: 'line', strokeWidth: 1.5, point: batches.length === 1 },
          encoding: {
            y: { field: 'mean', type: 'quantitative', title, scale: { zero: value === 'loss' } },
          },
        },
        {
          data: { values: epochs.map((epoch, i) => ({ epoch: i + 1, value: epoch[value] })) },
          transform: [{ calculate: stopping ? "'held-out images'" : "'test images'", as: 'of' }],
          mark: { type: 'point', filled: true, size: 60, opacity: 1 },
          encoding: { y: { field: 'value', type: 'quantitative', title } },
        },
      ],
      encoding: {
        x: {
          field: 'epoch',
          type: 'quantitative',
          title: 'passes over the training images',
          scale: { zero: true },
          axis: { tickMinStep: 0.5 },
        },
        color: {
          field: 'of',
          type: 'nominal',
          title: null,
          legend: { orient: 'bottom' },
        },
      },
    });
  return row(
    await curve('loss', 'cross-entropy (nats)'),
    await curve('accuracy', 'accuracy (share of images)'),
  );
}

/** What the curves show: every word follows their values. */
export function trainingCourse({ batches, epochs, stopping }: History): string {
  const some = Math.max(1, Math.round(batches.length / 10));
  const ends = (value: 'loss' | 'accuracy'): [number, number] => [
    meanOf(batches.slice(0, some).map((batch) => batch[value])),
    meanOf(batches.slice(-some).map((batch) => batch[value])),
  ];
  const training = `From the first to the last tenth of the batches, the loss ${change(ends('loss'))} and the accuracy
    ${change(ends('accuracy'))}.`;
  const losses = epochs.map(({ loss }) => loss);
  if (losses.length < 2) return training;
  const least = Math.min(...losses);
  const [best, end] = [losses.indexOf(least) + 1, losses.at(-1) as number];
  const judged = `The loss of the ${stopping ? 'held-out' : 'test'} images is least after epoch ${best}, ${least.toPrecision(3)}`;
  if (best === losses.length) return `${training} ${judged}, the last one.`;
  const [first, last] = ends('loss');
  const meaning = last < first ? ': the network begins to learn its images by heart' : '';
  return `${training} ${judged}, and ${end.toPrecision(3)} in the end${meaning}.`;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** A change of less than a hundredth is none. */
function change([from, to]: readonly [number, number]): string {
  const [before, after] = [from.toPrecision(3), to.toPrecision(3)];
  if (Math.abs(to - from) <= 0.01 * Math.abs(from)) return `stays at ${after}`;
  return `${to < from ? 'falls' : 'rises'} from ${before} to ${after}`;
}

/** How the training went, in words. */
export function trainingSummary({ batches, epochs, seconds, stopping }: History): string {
  const [first, last, end] = [batches[0], batches.at(-1), epochs.at(-1)];
  const steps = `Steps of Adam: ${batches.length.toLocaleString('en')}, in ${seconds.toFixed(0)} seconds. The first batch has a
      loss of ${first?.loss.toPrecision(2)}, the last one of ${last?.loss.toPrecision(2)}`;
  return stopping
    ? `${steps}. ${earlyEnd(epochs, stopping)}`
    : `${steps}; the test images end at ${lossOf(end)}.`;
}

const lossOf = (end: History['epochs'][number] | undefined) =>
  `a loss of ${end?.loss.toPrecision(2)} and an accuracy of ${end?.accuracy.toFixed(4)}`;

function earlyEnd(
  epochs: History['epochs'],
  { heldOut, patience, most, bestEpoch }: NonNullable<History['stopping']>,
): string {
  const ended =
    epochs.length - bestEpoch >= patience
      ? `stopped after epoch ${epochs.length} of at most ${most}, as their loss had not become lower for ${patience === 1 ? 'one' : `${patience} of them`}`
      : `had all its ${most} epochs`;
  return `${heldOut.toLocaleString('en')} of the training images are held out. The training ${ended}; the network has the
      weights of epoch ${bestEpoch}, where they had ${lossOf(epochs[bestEpoch - 1])}. The test images had no say in it.`;
}
