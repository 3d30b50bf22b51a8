import text from './kernels.txt?raw';

/** The kernels of tf.js that the library calls in the tests of Node. */
export const listedKernels: readonly string[] = text.trim().split('\n');
