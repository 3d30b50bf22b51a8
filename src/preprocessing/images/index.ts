/**
 * Images come in; blurred, sharpened, coarser or noisy ones of the same shape go out. Read
 * gaussianBlur.ts first.
 *
 * @module
 */

export { gaussianBlur } from './gaussianBlur';
export { nearestResample } from './nearestResample';
export { type UniformNoiseOptions, uniformNoise } from './uniformNoise';
export { type UnsharpMaskOptions, unsharpMask } from './unsharpMask';
