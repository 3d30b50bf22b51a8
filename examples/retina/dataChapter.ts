import { classDistribution } from 'fourier-xai';
import { type Chapter, row, table } from '../shared/page';
import { svg } from '../shared/picture';
import { classNamesOf, type Findings } from './findings';

/** The classes, the split, and what undersampling leaves. */
export async function dataChapter(findings: Findings): Promise<Chapter> {
  const { images, split, train, classes, options } = findings;
  const names = classNamesOf(classes);
  const counted = (indices: readonly number[]) =>
    classDistribution(
      indices.map((i) => images[i]?.label as number),
      classes,
    );
  const parts = {
    all: images.map((_, i) => i),
    training: split.train,
    'training, undersampled': train,
    validation: split.validation,
    test: split.test,
  };
  const lines = Object.entries(parts).map(([name, indices]) => [
    name,
    String(new Set(indices.map((i) => images[i]?.patient)).size),
    String(indices.length),
    ...counted(indices).map(String),
  ]);
  const limits = Object.entries(options.limits).flatMap(([label, most]) =>
    names[Number(label)] === undefined ? [] : `at most ${most} of ${names[Number(label)]}`,
  );
  const kept =
    limits.length > 0
      ? `Of the training images ${limits.join(' and ')} stay, and all of the others.`
      : '';
  const columns = [
    ...['part', 'patients (number)', 'images (number)'],
    ...names.map((name) => `${name} (images)`),
  ];
  return {
    title: 'Classes and split',
    lead: `Both eyes of a patient resemble each other: whole patients are drawn, a seventh each for validation and test, the classes
      as even as they can be. ${kept} The document
      keeps 5000 of its class 0. Validation and test images keep their distribution.`,
    body: `${row(await distribution(counted(parts.all), names))}
      ${table(columns, lines)}
      <p>The document’s data, Kaggle’s Diabetic Retinopathy Detection, has 35,126 images for training, 10,906 for validation and
      42,670 for test, of which the grades are known of the first alone.</p>`,
  };
}

const distribution = (counts: readonly number[], names: readonly string[]): Promise<string> =>
  svg({
    width: 380,
    height: 160,
    data: { values: counts.map((count, i) => ({ count, class: names[i] })) },
    mark: 'bar',
    encoding: {
      x: {
        field: 'class',
        type: 'nominal',
        sort: [...names],
        title: 'severity',
        axis: { labelAngle: -25 },
      },
      y: { field: 'count', type: 'quantitative', title: 'images' },
    },
  });
