import { singularValues } from 'fourier-xai';
import { kernelOf } from '../kernelOf';
import type { SingularQuestion } from '../protocol';
import { openedOf, type Study } from '../study';

/** Of a layer on small images that wrap around, largest first. */
const SIZE: [number, number] = [8, 8];

export async function singular(study: Study, { source }: SingularQuestion): Promise<Float32Array> {
  const kernel = kernelOf(openedOf(study).model, source);
  try {
    const [rows, columns] = SIZE;
    return await singularValues(kernel, kernel.shape[0] === 1 ? [1, columns] : [rows, columns]);
  } finally {
    kernel.dispose();
  }
}
