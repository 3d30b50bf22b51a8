import { type Chapter, row, table } from '../shared/page';
import { axis, lightSeries } from '../shared/palette';
import { svg } from '../shared/picture';
import type { Measured, Measurements } from './measure';
import { type Family, oneLine } from './methods';
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
  const rows = all.map((measured) => {
    const { name, flipping, insertion, positiveShare, millisecondsPerImage } = measured;
    const ofMaps = [(100 * positiveShare).toFixed(0), millisecondsPerImage.toFixed(1)];
    const areas = [flipping.area, insertion.area].map((area) => area.toFixed(2));
    return [name, ...areas, ...(measured === control ? ['–', '–'] : ofMaps)];
  });
  const count = targets.length === 1 ? 'of one image' : `over ${targets.length} images`;
  return {
    title: 'Which map finds what matters',
    lead: `Left, the logit as pixels are set to 0, the most relevant first: a good map lets it fall early, so a small area is good.
      Right, the logit as pixels are put into an image of zeros: there a large area is good. The mean ${count}. Methods of one
      colour are of one kind; pixels in random order know nothing. ${comparison(methods, control)}`,
    body: plots + table(titles, rows),
  };
}

const titles = [
  'method',
  'area, pixels taken away (mean logit)',
  'area, pixels put in (mean logit)',
  'relevance above 0 (% of all |relevance|)',
  'time (ms per image)',
];

/** Which methods are best, and which no better than chance. */
export function comparison(methods: readonly Measured[], control: Measured): string {
  const area = (kind: 'flipping' | 'insertion') => (measured: Measured) => measured[kind].area;
  const [away, put] = [area('flipping'), area('insertion')];
  const order = (by: typeof away) => [...methods].sort((a, b) => by(a) - by(b));
  const names = (some: readonly Measured[]) =>
    some.map(({ name }) => `<b>${oneLine(name)}</b>`).join(', ') || 'none';
  const [lowest, highest] = [order(away).slice(0, 1), order(put).slice(-1)];
  return `The least area of pixels taken away: ${names(lowest)}; no less than that of the random order: ${names(methods.filter((each) => away(each) >= away(control)))}.
      The largest area of pixels put in: ${names(highest)}; no more than that of the random order: ${names(methods.filter((each) => put(each) <= put(control)))}.`;
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
    }));
  });
  const domain = methods.map(({ name }) => oneLine(name));
  const legend =
    kind === 'insertion' ? { orient: 'right', symbolType: 'stroke', symbolSize: 500 } : null;
  const byMethod = { field: 'of', type: 'nominal', title: null, sort: null, legend };
  return svg({
    width: 430,
    height: 300,
    data: { values },
    mark: { type: 'line', strokeWidth: 1.5 },
    encoding: {
      x: { field: 'share', type: 'quantitative', title: `${title} (% of all)` },
      y: { field: 'logit', type: 'quantitative', title: 'mean logit' },
      strokeDash: { ...byMethod, scale: { domain, range: methods.map(dashOf) } },
      color: { ...byMethod, scale: { domain, range: methods.map(colourOf) } },
    },
  });
}

const families: readonly Family[] = ['gradient', 'Taylor', 'occlusion', 'propagation'];

const colourOf = ({ family }: Measured): string =>
  lightSeries[families.indexOf(family)] ?? axis.light;

/** Lines of one family differ in their dashes. */
const dashes = [[], [7, 3], [2, 2], [9, 3, 2, 3]];

const dashOf = (measured: Measured, _: number, all: readonly Measured[]) => {
  if (measured.family === 'none') return [4, 4];
  const own = all.filter(({ family }) => family === measured.family);
  return dashes[own.indexOf(measured) % dashes.length] as number[];
};
