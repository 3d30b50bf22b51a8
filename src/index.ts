export * from './fourier/index';
export * from './gradients/index';
export * from './metrics/index';
export * from './preprocessing/index';
export * from './relevance/index';
export * from './schedulers/index';
export * from './visualization/index';
