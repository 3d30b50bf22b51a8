import type { Callback } from '@tensorflow/tfjs-layers';

/** Whether an epoch, from 0, is one of each `every`, or the last that its fit is asked for. */
export function isDue({ params }: Callback, epoch: number, every: number): boolean {
  const done = epoch + 1;
  return done % every === 0 || done === params?.['epochs'];
}
