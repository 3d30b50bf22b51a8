import { diagnoseLearningRate } from 'fourier-xai';
import type { Curves, Verdict } from '../protocol';
import type { Study } from '../study';

/** What the curves of a training say of its learning rate. */
export async function diagnose(_: Study, history: Curves): Promise<Verdict> {
  type History = Parameters<typeof diagnoseLearningRate>[0];
  return diagnoseLearningRate(history as unknown as History);
}
