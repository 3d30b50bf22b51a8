import { type Conservation, conservationReport } from 'fourier-xai';
import { type Chapter, escaped, table } from '../shared/page';
import type { Measured, Measurements } from './measure';
import type { Shown, Subject } from './subject';

/** What the maps of one image add up to. */
export async function receiptChapter(
  subject: Subject,
  { methods }: Measurements,
): Promise<Chapter> {
  const { index, name } = subject.shown[0] as Shown;
  const receipts: (readonly [string, Conservation])[] = [];
  for (const method of methods) {
    receipts.push([method.name, await receiptOf(subject, method, index)]);
  }
  const number = (value: number | undefined) => {
    if (value === undefined) return 'no sum promised';
    return Math.abs(value) < 5e-5 ? '0' : value.toFixed(4);
  };
  const rows = receipts.map(([method, receipt]) => [
    method,
    ...[receipt.output, receipt.relevanceSum, receipt.biasShare].map(number),
    ...[receipt.reference, receipt.absorbed, receipt.residual].map(number),
  ]);
  const titles = [
    'method',
    'logit',
    'sum of the map',
    'biases',
    'at the start',
    'absorbed by ε',
    'residual',
  ];
  const notes = receipts.flatMap(([method, { note, residual }]) =>
    note && residual !== undefined ? [`<p>${escaped(method)}: ${escaped(note)}</p>`] : [],
  );
  const without = receipts[0]?.[1].layersWithoutRule ?? [];
  return {
    title: 'Receipts',
    lead: `What the logit of ${name} is made of, told by the method that made each map. LRP tells what biases and ε take by its
      rules. Integrated gradients and Taylor decompositions start from what the model gives for their baseline or root point, and
      leave a residual where steps are too few or terms of higher order are missing. Gradient × input leaves none where the
      model is piecewise linear. Grad-CAM, SmoothGrad and occlusion say where, and promise no sum.`,
    body:
      table(titles, rows) +
      notes.join('') +
      (without.length > 0
        ? `<p>LRP has no rule for ${escaped(without.join(', '))}: relevance follows the gradient there.</p>`
        : ''),
  };
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
