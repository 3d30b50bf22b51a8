import { row } from '../shared/page';
import { svg } from '../shared/picture';
import type { Run } from './task';

interface Line {
  readonly of: string;
  readonly key: string;
  /** Epochs from one value to the next. */
  readonly every: number;
}

/** Loss, accuracy, and what is recognised of each class, over the epochs. */
export async function curves(run: Run, every: number, names: readonly string[]): Promise<string> {
  const pair = (key: string): Line[] => [
    { of: 'training', key, every: 1 },
    { of: 'validation', key: `val_${key}`, every },
  ];
  const ofClass = names.map((of, i) => ({ of, key: `val_sensitivity_${i}`, every }));
  return row(
    await panel(run, 'cross-entropy (nats)', pair('loss'), {}),
    await panel(run, 'accuracy (share)', pair('acc'), { domain: [0, 1] }),
    await panel(run, 'sensitivity, validation (share)', ofClass, { domain: [0, 1] }),
  );
}

/** Values of each so many epochs, and of the last. */
const panel = (
  { history, epochs }: Run,
  title: string,
  lines: readonly Line[],
  scale: object,
): Promise<string> =>
  svg({
    width: 230,
    height: 170,
    data: {
      values: lines.flatMap(({ of, key, every }) =>
        (history[key] ?? []).map((value, i) => ({
          ...{ value, of, epoch: Math.min((i + 1) * every, epochs) },
        })),
      ),
    },
    mark: { type: 'line', strokeWidth: 1.5 },
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative',
        title: 'epoch',
        axis: { grid: false, tickMinStep: 1 },
      },
      y: { field: 'value', type: 'quantitative', title, scale },
      color: {
        field: 'of',
        type: 'nominal',
        title: null,
        sort: lines.map(({ of }) => of),
        legend: { orient: 'bottom', columns: 3 },
      },
    },
  });
