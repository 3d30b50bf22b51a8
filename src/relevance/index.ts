export { gaussianRoot } from './gaussianRoot';
export type { RootPoint } from './rootPoint';
export { type TaylorOptions, taylorDecomposition } from './taylorDecomposition';
export { zeroRoot } from './zeroRoot';
