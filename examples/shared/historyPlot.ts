import { svg } from './picture';

/** Values of every epoch, by the names that tf.js and the callbacks of the library give them. */
export type EpochHistory = Readonly<Record<string, readonly number[]>>;

interface Panel {
  readonly title: string;
  /** Of the vertical axis. */
  readonly unit: string;
  /** The key in the history of each line. */
  readonly lines: Readonly<Record<string, string>>;
  /** Whether the vertical axis goes in powers of ten, or else from 0 to 1. */
  readonly powers: boolean;
}

const panels: readonly Panel[] = [
  {
    ...{ title: 'loss', unit: 'cross-entropy (nats)', powers: true },
    lines: { training: 'loss', validation: 'val_loss' },
  },
  {
    ...{ title: 'accuracy', unit: 'share of spectra', powers: false },
    lines: { training: 'acc', validation: 'val_acc' },
  },
  {
    ...{ title: 'balanced accuracy', unit: 'mean share of class', powers: false },
    lines: { validation: 'val_balancedAccuracy' },
  },
  {
    ...{ title: 'learning rate', unit: 'rate of a step', powers: true },
    lines: { training: 'lr' },
  },
];

/** Loss, accuracy, balanced accuracy and learning rate over the epochs, side by side as one SVG picture. */
export function historyPlot(history: EpochHistory): Promise<string> {
  return svg({ hconcat: panels.map((panel) => panelOf(panel, history)), spacing: 24 });
}

/** The same as a picture each. */
export const historyPanels = (history: EpochHistory): Promise<string[]> =>
  Promise.all(panels.map((panel) => svg(panelOf(panel, history))));

/** Of a cross-entropy, which tf.js bounds at about 1e-7: powers of ten have no 0. */
const LEAST = 1e-8;

function panelOf({ title, unit, lines, powers }: Panel, history: EpochHistory) {
  const values = Object.entries(lines).flatMap(([of, key]) =>
    (history[key] ?? []).map((value, i) => ({
      ...{ epoch: i + 1, of },
      value: powers ? Math.max(LEAST, value) : value,
    })),
  );
  return {
    title,
    width: 150,
    height: 140,
    data: { values },
    mark: { type: 'line', strokeWidth: 1.5, point: values.length < 80 },
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative',
        title: 'epoch',
        axis: { tickMinStep: 1, tickCount: 5, grid: false },
      },
      y: {
        ...{ field: 'value', type: 'quantitative', title: unit },
        ...(powers ? powersOfTen(values.map(({ value }) => value)) : { scale: { domain: [0, 1] } }),
      },
      color: {
        field: 'of',
        type: 'nominal',
        title: null,
        scale: { domain: ['training', 'validation'] },
        legend: { orient: 'bottom', direction: 'vertical', symbolSize: 50 },
      },
    },
  };
}

/** An axis from a power of ten to another, with a line at each, or at every other one where they are many. */
function powersOfTen(values: readonly number[]) {
  const finite = values.filter(Number.isFinite);
  // a little apart: a line on the edge is not seen
  const low = Math.floor(Math.log10(Math.min(...finite)) - 0.05);
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...finite)) + 0.05));
  const step = high - low > 4 ? 2 : 1;
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => 10 ** (high - i));
  return {
    scale: { type: 'log', domain: [10 ** low, 10 ** high], nice: false },
    axis: {
      values: ticks.filter((_, i) => i % step === 0),
      labelExpr: "format(datum.value, datum.value < 0.01 ? '.0e' : '~g')",
    },
  };
}
