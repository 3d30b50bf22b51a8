import { type Chapter, row, table } from '../shared/page';
import { svg } from '../shared/picture';
import type { Measured, Measurements } from './measure';
import { oneLine } from './methods';
import type { Subject } from './subject';

/** Pixel flipping and insertion: which order of pixels makes the logit fall, or rise, soonest. */
export async function curveChapter(
  { targets }: Subject,
  { methods, control }: Measurements,
): Promise<Chapter> {
  const all = [...methods, control];
  const plots = row(
    await curves(all, 'flipping', 'most relevant pixels set to 0'),
    await curves(all, 'insertion', 'most relevant pixels put into zeros'),
  );
  const rows = all.map(({ name, flipping, insertion, millisecondsPerImage }) => [
    name,
    flipping.area.toFixed(2),
    insertion.area.toFixed(2),
    name === control.name ? '' : millisecondsPerImage.toFixed(1),
  ]);
  const count = targets.length === 1 ? 'of one image' : `over ${targets.length} images`;
  return {
    title: 'Which map finds what matters',
    lead: `Left, the logit as pixels are set to 0, the most relevant first: a good map lets it fall early, so a small area is good.
      Right, the logit as pixels are put into an image of zeros: there a large area is good. The mean ${count}; pixels in
      random order, dashed, know nothing.`,
    body:
      plots + table(['method', 'area, taken away', 'area, put in', 'milliseconds per image'], rows),
  };
}

function curves(
  methods: readonly Measured[],
  kind: 'flipping' | 'insertion',
  title: string,
): Promise<string> {
  const values = methods.flatMap((method) => {
    const { curve } = method[kind];
    return curve.map((logit, i) => ({
      of: oneLine(method.name),
      share: (100 * i) / (curve.length - 1),
      logit,
      control: method === methods.at(-1),
    }));
  });
  return svg({
    width: 500,
    height: 300,
    data: { values },
    mark: { type: 'line', strokeWidth: 1.5 },
    encoding: {
      x: { field: 'share', type: 'quantitative', title: `${title} (% of all)` },
      y: { field: 'logit', type: 'quantitative', title: 'mean logit' },
      strokeDash: {
        field: 'control',
        type: 'nominal',
        scale: { domain: [false, true], range: [[], [4, 4]] },
        legend: null,
      },
      color: {
        field: 'of',
        type: 'nominal',
        title: null,
        sort: null,
        scale: { domain: methods.map(({ name }) => oneLine(name)), range: colours },
        legend: kind === 'insertion' ? { orient: 'right', labelLimit: 0 } : null,
      },
    },
  });
}

/** Of families of methods: gradients blue to green, Taylor orange, propagation red to violet. */
const colours = [
  ...['#1f77b4', '#17becf', '#2ca02c', '#bcbd22', '#8c6d31', '#ff7f0e', '#fdae6b', '#e6550d'],
  ...['#d62728', '#e377c2', '#9467bd', '#54278f', '#555555'],
];
