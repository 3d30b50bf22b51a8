import * as tf from '@tensorflow/tfjs-core';
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
  const number = (value: number) => (Math.abs(value) < 5e-5 ? '0' : value.toFixed(4));
  const rows = receipts.map(([method, receipt]) => [
    method,
    ...[receipt.output, receipt.relevanceSum, receipt.biasShare, receipt.absorbed].map(number),
    number(receipt.residual),
  ]);
  const without = receipts[0]?.[1].layersWithoutRule ?? [];
  return {
    title: 'Receipts',
    lead: `What the logit of ${name} is made of: the sum of the map, what the biases add, and a residual. LRP tells what biases and
      ε take by its rules, and leaves no more. Of other maps, the biases' share is that of the gradient: what a root point that is
      no root leaves is residual; gradient × input leaves none where the model is piecewise linear.`,
    body:
      table(['method', 'logit', 'sum of the map', 'biases', 'absorbed by ε', 'residual'], rows) +
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
  const [x, map] = [images, maps].map((all) =>
    tf.slice(all, [index, 0, 0, 0], [1, -1, -1, -1]),
  ) as [tf.Tensor4D, tf.Tensor4D];
  const target = targets[index];
  const [receipt] = await conservationReport(model, x, map, { target, composite });
  tf.dispose([x, map]);
  return receipt as Conservation;
}
