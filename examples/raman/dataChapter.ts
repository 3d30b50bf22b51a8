import { classDistribution } from 'fourier-xai';
import { type Chapter, row, table } from '../shared/page';
import { svg } from '../shared/picture';
import type { Findings } from './findings';
import { classNames } from './spectra';

const columns = [
  ...['part', 'mice (number)', 'spectra (number)'],
  ...classNames.map((name) => `${name} (spectra)`),
];

/** How uneven the classes are, from their numbers in each part. */
export function balance(parts: readonly (readonly number[])[]): string {
  const counts = classNames.map((_, i) => parts.reduce((sum, part) => sum + (part[i] ?? 0), 0));
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const named = (count: number) => `${classNames[counts.indexOf(count)]} has ${count}`;
  return most <= 1.2 * least
    ? 'All classes have about as many spectra.'
    : `The classes are unbalanced, ${named(most)} spectra and ${named(least)}, which is why balanced accuracy counts below.`;
}

/** Mice, spectra and classes of each part. */
export async function dataChapter({ spectra, mice, split }: Findings): Promise<Chapter> {
  const parts = Object.entries({
    training: split.train,
    validation: split.validation,
    test: split.test,
  });
  const counts = parts.map(([name, indices]) => ({
    name,
    mice: new Set(indices.map((i) => mice[i])).size,
    classes: classDistribution(
      indices.map((i) => spectra.labels[i] as number),
      classNames.length,
    ),
  }));
  const plot = await svg({
    width: 420,
    height: 180,
    data: {
      values: counts.flatMap(({ name, classes }) =>
        classes.map((count, i) => ({ part: name, count, class: classNames[i] })),
      ),
    },
    mark: 'bar',
    encoding: {
      x: {
        field: 'class',
        type: 'nominal',
        sort: [...classNames],
        title: 'class',
        axis: { labelAngle: 0 },
      },
      xOffset: { field: 'part', sort: parts.map(([name]) => name) },
      y: { field: 'count', type: 'quantitative', title: 'number of spectra' },
      color: { field: 'part', type: 'nominal', sort: parts.map(([name]) => name), title: null },
    },
  });
  const lines = counts.map(({ name, mice: number, classes }) => [
    name,
    String(number),
    String(classes.reduce((a, b) => a + b, 0)),
    ...classes.map(String),
  ]);
  return {
    title: 'Mice and classes',
    lead: `Spectra of one mouse resemble each other, so that whole mice are drawn: 70 % of them for training, 15 % for validation,
      the rest for testing. ${balance(counts.map(({ classes }) => classes))} The names of the classes are the data's, in German: <b>Normal</b> is healthy tissue, <b>Hp</b> hyperplasia, too many cells of the usual kind, <b>Adenom</b> an adenoma, a
      benign tumour, and <b>Karzinom</b> a carcinoma, a malignant one. The document writes HP for Hp.`,
    body: `${row(plot)}${table(columns, lines)}`,
  };
}
