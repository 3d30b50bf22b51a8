import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';

/** The cpu backend by a name that the library does not know: it goes the ways that it goes on graphics cards. */
const backend = 'device';

tf.enableProdMode();
if (!(backend in tf.engine().registryFactory)) {
  tf.copyRegisteredKernels('cpu', backend);
  tf.registerBackend(backend, () => new MathBackendCPU());
}
await tf.setBackend(backend);
