import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { fitsAtOnce } from '../../src/internal/convolutionParts';
import { named } from '../../src/internal/named';
import { checkRoom } from '../../src/internal/wasmHeap';
import { expectClose } from '../helpers/expectClose';
import { wasmHeap } from '../helpers/wasmHeap';

describe.runIf(tf.getBackend() === 'wasm')('the heap of tf.js on wasm', () => {
  const noRoom =
    /^fill: the wasm backend has no room for another [\d,]+ MiB, as its heap has [\d,]+ of at most 4,096 MiB: pass/;

  it('refuses what it has no room for, and stays as it is', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    const before = [tf.memory().numTensors, wasmHeap()];
    for (const size of [2 ** 29, 2 ** 29 - 1, 2 ** 30 - 2 ** 14, 2 ** 30, 2 ** 31]) {
      expect(() => named('fill', () => tf.fill([size], 1))).toThrow(noRoom);
      expect(() => named('fill', () => tf.tidy(() => tf.fill([size], 1)))).toThrow(noRoom);
    }
    expect([tf.memory().numTensors, wasmHeap()]).toEqual(before);
    await expectClose(tf.add(x, 1), [2, 3, 4], 0);
  });

  it('asks for room that tf.js takes without asking', () => {
    expect(() => checkRoom(2 ** 32)).toThrow('no room for another 4,096 MiB');
    expect(() => checkRoom(1000)).not.toThrow();
    checkRoom(0);
    expect(fitsAtOnce({ outputs: [1000, 1000], taps: 9 })).toBe(true);
    expect(fitsAtOnce({ outputs: [1000, 1000], taps: 17 })).toBe(false);
    expect(fitsAtOnce({ outputs: [4000, 4000], taps: 1 })).toBe(true);
  });
});
