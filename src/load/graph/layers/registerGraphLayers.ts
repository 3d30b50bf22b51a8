import { serialization } from '@tensorflow/tfjs-core';
import { DepthToSpace } from './depthToSpace';
import { ElementwiseFunction } from './elementwiseFunction';
import { ImageResizing } from './imageResizing';
import { Padding } from './padding';
import { Slice } from './slice';

/** Makes the layers known to tf.js, which reads models that were saved with them. */
export function registerGraphLayers(): void {
  for (const one of [DepthToSpace, ElementwiseFunction, ImageResizing, Padding, Slice]) {
    serialization.registerClass(one as unknown as serialization.SerializableConstructor<never>);
  }
}
