import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll } from 'vitest';

/**
 * For the tests of a file, a shader of its own for every shape on webgl, as tf.js has it by default. The shaders for all
 * shapes, which the tests share to be quick, take odd and even sizes for the same in some layers (tf.js 4.22).
 */
export function separateShaders(): void {
  const share = (value: boolean) => {
    if (tf.getBackend() === 'webgl') tf.env().set('WEBGL_USE_SHAPES_UNIFORMS', value);
  };
  beforeAll(() => share(false));
  afterAll(() => share(true));
}
