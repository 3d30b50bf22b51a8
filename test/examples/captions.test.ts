import { describe, expect, it } from 'vitest';
import { enoughFrame, withBiases } from '../../examples/cifar10/borderChapter';
import { balance } from '../../examples/raman/dataChapter';
import { comparison as ofMethods } from '../../examples/relevance/curveChapter';
import type { Measured } from '../../examples/relevance/measure';
import { comparison as ofKernels } from '../../examples/selection/report';
import type { History } from '../../examples/shared/training';
import { trainingCourse } from '../../examples/shared/trainingCurves';

/* What pages say of their data, each with data that goes one way, and the other. */

describe('the course of a training', () => {
  const history = (losses: number[], epochs: number[]): History => ({
    batches: losses.map((loss) => ({ loss, accuracy: 1 - loss / 4 })),
    epochs: epochs.map((loss) => ({ loss, accuracy: 0.5 })),
    seconds: 1,
  });
  const said = (losses: number[], epochs: number[]) =>
    trainingCourse(history(losses, epochs)).replace(/\s+/g, ' ');

  it('falls, rises or stays as its batches do', () => {
    expect(said([2, 1.5, 1], [1])).toBe(
      'From the first to the last tenth of the batches, the loss falls from 2.00 to 1.00 and the accuracy rises from 0.500 to 0.750.',
    );
    expect(said([1, 1.5, 2], [1])).toMatch(/loss rises from 1.00 to 2.00 .* accuracy falls from/);
    expect(said([1, 5, 1.001], [1])).toMatch(/loss stays at 1.00 and the accuracy stays at 0.750/);
  });

  it('has learnt by heart only where the loss of the test images turns back', () => {
    expect(said([2, 1], [1.5, 1.2, 1.4])).toContain(
      'The loss of the test images is least after epoch 2, 1.20, and 1.40 in the end: the network begins to learn its images by heart.',
    );
    expect(said([2, 1], [1.5, 1.3, 1.2])).toMatch(/is least after epoch 3, 1.20, the last one.$/);
    expect(said([1, 2], [1.2, 1.5])).toMatch(/is least after epoch 1, 1.20, and 1.50 in the end.$/);
  });
});

describe('the frame of an image', () => {
  const border = { images: 1, max: 0, mean: 0, interiorMax: 1e-7, bandWidth: 2, profile: [] };
  const biased = (parts: object) => ({ ...border, ...parts }) as never;

  it('is enough where the error is rounding from there on', () => {
    expect(enoughFrame([0.5, 0.2, 1e-7, 1e-7])).toMatch(/0 to 3 pixels: from 2 pixels on/);
    expect(enoughFrame([0.5, 1e-7, 0.2, 1e-7])).toMatch(/from 3 pixels on/);
    expect(enoughFrame([0.5, 0.2, 0.1])).toMatch(/none is wide enough, .* an error of 10 %\.$/);
  });

  it('keeps the errors of biases out of the image only where it is as wide as they are', () => {
    expect(withBiases(biased({ max: 0.3 }), 5)).toMatch(/up to 30 % within 2 .* stay right\.$/);
    expect(withBiases(biased({ max: 0.3 }), 1)).toMatch(/Further inside the error is up to 0.0000/);
    expect(withBiases(biased({ max: 0.3, interiorMax: 0.1 }), 5)).toMatch(/is up to 10 %\.$/);
    expect(withBiases(biased({ max: 1e-7 }), 5)).toMatch(/have no error either/);
  });
});

it('classes are unbalanced where one has more spectra than another', () => {
  expect(balance([[9, 2, 3, 4], [1, 0, 0, 0]])).toMatch(/unbalanced, Normal has 10 .* Hp has 2,/); // biome-ignore format: one line
  expect(balance([[5, 5, 5, 5]])).toBe('All classes have about as many spectra.');
});

describe('the most required kernels', () => {
  const of = (required: number[], random: number[]) =>
    ofKernels([
      ...required.map((accuracy, i) => ({ kept: i + 1, of: 'most required', accuracy })),
      ...[0, 1].flatMap(
        (order) =>
        random.map((accuracy, i) => ({ kept: i + 1, of: 'at random', accuracy: accuracy + order / 100 })), // biome-ignore format: one line
      ),
    ]);

  it('are better only for the numbers of kernels where they are', () => {
    expect(of([0.9, 0.95, 0.99], [0.5, 0.6, 0.99])).toMatch(/for 2 of the 2 numbers/);
    expect(of([0.5, 0.6, 0.99], [0.9, 0.95, 0.99])).toMatch(/for 0 of the 2 numbers/);
  });
});

describe('the methods', () => {
  const measured = (name: string, away: number, put: number) =>
    ({ name, flipping: { area: away }, insertion: { area: put } }) as Measured;

  it('are held against the random order', () => {
    const [a, b] = [measured('A', 1, 3), measured('B\nb', 3, 5)];
    const plain = (text: string) => text.replace(/<\/?b>/g, '').replace(/\s+/g, ' ');
    expect(plain(ofMethods([a, b], measured('random', 2, 4)))).toBe(
      'The least area of pixels taken away: A; no less than that of the random order: B b. The largest area of pixels put in: B b; no more than that of the random order: A.',
    );
    expect(plain(ofMethods([a], measured('random', 2, 2)))).toMatch(/random order: none\. .*: none\.$/); // biome-ignore format: one line
  });
});
