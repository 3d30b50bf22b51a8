export { gaussianBlur } from './gaussianBlur';
export { type UniformNoiseOptions, uniformNoise } from './uniformNoise';
