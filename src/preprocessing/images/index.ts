/**
 * Images come in; blurred, sharpened, coarser, noisy, turned or equalised ones go out, padded or cut. Read gaussianBlur.ts
 * first.
 *
 * @module
 */

export { centralCrop } from './centralCrop';
export { type ClaheOptions, clahe } from './clahe';
export { type CropToContentOptions, cropToContent } from './cropToContent';
export { gaussianBlur } from './gaussianBlur';
export { nearestResample } from './nearestResample';
export { type PadToSquareOptions, padToSquare } from './padToSquare';
export { type RandomRotationOptions, randomRotation } from './randomRotation';
export { type UniformNoiseOptions, uniformNoise } from './uniformNoise';
export { type UnsharpMaskOptions, unsharpMask } from './unsharpMask';
