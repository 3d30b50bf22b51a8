import { svg } from './picture';

/** Values of every epoch, by the names that tf.js and the callbacks of the library give them. */
export type EpochHistory = Readonly<Record<string, readonly number[]>>;

interface Panel {
  readonly title: string;
  /** The key in the history of each line. */
  readonly lines: Readonly<Record<string, string>>;
  readonly scale: object;
}

const share = { domain: [0, 1] };

const panels: readonly Panel[] = [
  { title: 'loss', lines: { training: 'loss', validation: 'val_loss' }, scale: { zero: true } },
  { title: 'accuracy', lines: { training: 'acc', validation: 'val_acc' }, scale: share },
  { title: 'balanced accuracy', lines: { validation: 'val_balancedAccuracy' }, scale: share },
  { title: 'learning rate', lines: { training: 'lr' }, scale: { type: 'log' } },
];

/** Loss, accuracy, balanced accuracy and learning rate over the epochs, side by side as one SVG picture. */
export function historyPlot(history: EpochHistory): Promise<string> {
  return svg({ hconcat: panels.map((panel) => panelOf(panel, history)), spacing: 24 });
}

function panelOf({ title, lines, scale }: Panel, history: EpochHistory) {
  const values = Object.entries(lines).flatMap(([of, key]) =>
    (history[key] ?? []).map((value, i) => ({ epoch: i + 1, value, of })),
  );
  return {
    width: 165,
    height: 120,
    data: { values },
    mark: { type: 'line', strokeWidth: 1.5, point: values.length < 80 },
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative',
        title: 'epoch',
        axis: { tickMinStep: 1, grid: false },
      },
      y: { field: 'value', type: 'quantitative', title, scale },
      color: {
        field: 'of',
        type: 'nominal',
        title: null,
        scale: { domain: ['training', 'validation'] },
        legend: { orient: 'bottom' },
      },
    },
  };
}
