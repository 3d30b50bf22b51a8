import { dispose, engine } from '@tensorflow/tfjs-core';
import { isRecording } from './isRecording';

/** Frees what tf.js saved for a gradient that failed, which it leaves behind itself. */
export function forgetTape(): void {
  const { state } = engine();
  if (isRecording() || !state.activeTape) return;
  for (const { saved } of state.activeTape) dispose(saved ?? []);
  (state as { activeTape: object[] | null }).activeTape = null;
}
