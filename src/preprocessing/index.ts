export { gaussianBlur } from './gaussianBlur';
export { nearestResample } from './nearestResample';
export { type UniformNoiseOptions, uniformNoise } from './uniformNoise';
export { type UnsharpMaskOptions, unsharpMask } from './unsharpMask';
