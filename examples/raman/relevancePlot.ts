import { ink, speaksAgainst, speaksFor } from '../shared/palette';
import { svg } from '../shared/picture';
import { figure } from './numbers';
import { wavenumberAxis } from './wavenumberAxis';

/** Values over the wavenumbers. */
export interface Line {
  readonly name: string;
  readonly values: readonly number[];
}

const unlabelled = {
  ...wavenumberAxis,
  title: null,
  axis: { grid: false, labels: false, ticks: false },
};

/** A spectrum, and below it the relevance that each of the other lines gives to its points. */
export function relevancePlot(
  wavenumbers: readonly number[],
  [spectrum, ...maps]: readonly Line[],
): Promise<string> {
  const values = wavenumbers.map((wavenumber, i) => ({
    wavenumber,
    spectrum: spectrum?.values[i],
    ...Object.fromEntries(maps.map((map, j) => [`map${j}`, map.values[i]])),
  }));
  return svg({
    data: { values },
    spacing: 6,
    vconcat: [
      {
        width: 400,
        height: 110,
        mark: { type: 'line', strokeWidth: 1, color: ink.light },
        encoding: {
          x: unlabelled,
          y: { field: 'spectrum', type: 'quantitative', title: spectrum?.name },
        },
      },
      ...maps.map((map, j) => relevancePanel(map, `map${j}`, j === maps.length - 1)),
    ],
  });
}

/** What is above 0 in red, what is below in blue. */
function relevancePanel({ name, values }: Line, field: string, isLast: boolean) {
  const largest = Math.max(...values.map(Math.abs)) || 1;
  const y = {
    type: 'quantitative',
    title: 'logit',
    scale: { domain: [-largest, largest] },
    axis: { labels: false, ticks: false, grid: false },
  };
  const part = (end: 'max' | 'min', color: string) => ({
    transform: [{ calculate: `${end}(0, datum.${field})`, as: 'part' }],
    mark: { type: 'area', color },
    encoding: { y: { ...y, field: 'part' } },
  });
  return {
    title: {
      text: `${name}: up to ${figure(largest)}`,
      anchor: 'start',
      fontSize: 10,
      fontWeight: 400,
      offset: 2,
    },
    width: 400,
    height: 52,
    encoding: {
      x: isLast ? wavenumberAxis : unlabelled,
    },
    layer: [part('max', speaksFor.light), part('min', speaksAgainst.light)],
  };
}
