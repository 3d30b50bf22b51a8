import { serialization } from '@tensorflow/tfjs-core';
import { graphLayers } from './graphLayers';

/** Makes the layers known to tf.js, which reads models that were saved with them. */
export function registerGraphLayers(): void {
  for (const one of graphLayers) {
    serialization.registerClass(one as unknown as serialization.SerializableConstructor<never>);
  }
}
