import { expect, it } from 'vitest';
import { listedKernels } from '../contract/listedKernels';
import stored from '../fixtures/tfjsNodeKernels.json' with { type: 'json' };

it('all kernels of tf.js that the library calls are registered by tfjs-node, and so on its GPUs', () => {
  expect(listedKernels.filter((name) => !stored.kernels.includes(name))).toEqual([]);
});
