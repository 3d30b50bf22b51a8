import { type Conservation, conservationReport } from 'fourier-xai';
import { type Chapter, escaped, table } from '../shared/page';
import { receiptWords } from '../shared/receiptWords';
import type { Measured, Measurements } from './measure';
import { oneLine } from './methods';
import type { Shown, Subject } from './subject';

/** What the maps of one image add up to. */
export async function receiptChapter(
  subject: Subject,
  { methods }: Measurements,
): Promise<Chapter> {
  const { index, name } = subject.shown[0] as Shown;
  const receipts: (readonly [string, Conservation])[] = [];
  for (const method of methods) {
    receipts.push([oneLine(method.name), await receiptOf(subject, method, index)]);
  }
  return {
    title: 'Receipts',
    lead: `What the logit of ${name} is made of, told by the method that made each map: LRP and deep Taylor by what their rules give to
      biases and ε, integrated gradients by what the model gives for the baseline, Taylor by what it gives for the root point and by the
      remainder. Grad-CAM, SmoothGrad and occlusion claim no sum. All numbers are in units of the logit.`,
    body: table(titles, receipts.map(cellsOf)) + wordsOf(receipts) + without(receipts),
  };
}

const titles = [
  'method',
  'output y(x) (logit)',
  'y(baseline) or y(x̃) (logit)',
  'sum of the map (logit)',
  'taken by biases (logit)',
  'taken by ε (logit)',
  'residual (logit)',
  'explained by the map (%)',
];

function cellsOf([method, receipt]: readonly [string, Conservation]): string[] {
  const { output, reference, relevanceSum, biasShare, absorbed, residual, explained } = receipt;
  if (residual === undefined) return [method, number(output), '–', 'no sum claimed', ...none];
  const percent = explained === undefined ? '–' : (100 * explained).toFixed(1);
  return [method, ...[output, reference, relevanceSum, biasShare, absorbed, residual].map(number), percent]; // biome-ignore format: one line
}

const none = ['–', '–', '–', '–'];

const number = (value: number): string => (Math.abs(value) < 5e-5 ? '0' : value.toFixed(4));

function wordsOf(receipts: readonly (readonly [string, Conservation])[]): string {
  const lines = receipts.map(
    ([method, receipt]) => `<dt>${escaped(method)}</dt><dd>${escaped(receiptWords(receipt))}</dd>`,
  );
  return `<dl>${lines.join('')}</dl>`;
}

function without([first]: readonly (readonly [string, Conservation])[]): string {
  const layers = first?.[1].layersWithoutRule ?? [];
  return layers.length > 0
    ? `<p>LRP has no rule for ${escaped(layers.join(', '))}: relevance follows the gradient there.</p>`
    : '';
}

async function receiptOf(
  { model, images, targets }: Subject,
  { maps, composite }: Measured,
  index: number,
): Promise<Conservation> {
  // of all maps at once: a part of them would not know by which method it was made
  const receipts = await conservationReport(model, images, maps, { target: targets, composite });
  return receipts[index] as Conservation;
}
