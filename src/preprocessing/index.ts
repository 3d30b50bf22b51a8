export { gaussianBlur } from './gaussianBlur';
export { type IntegralNormalizeOptions, integralNormalize } from './integralNormalize';
export { l2Normalize } from './l2Normalize';
export { nearestResample } from './nearestResample';
export { standardNormalVariate } from './standardNormalVariate';
export { type UniformNoiseOptions, uniformNoise } from './uniformNoise';
export { type UnsharpMaskOptions, unsharpMask } from './unsharpMask';
