import { engine } from '@tensorflow/tfjs-core';

/** Whether gradients are being recorded. */
export const isRecording = (): boolean => engine().state.gradientDepth > 0;
