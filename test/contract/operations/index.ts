import { convolutions } from './convolutions';
import { evaluation } from './evaluation';
import { fusion } from './fusion';
import { gradients } from './gradients';
import { methods } from './methods';
import type { Case } from './operation';
import { preprocessing } from './preprocessing';
import { lrpRules } from './rules';
import { transforms } from './transforms';
import { visualization } from './visualization';
import { wasmKernels } from './wasmKernels';

/** Every operation of the library that computes with tensors. */
export const operations: Readonly<Record<string, readonly Case[]>> = {
  transforms,
  convolutions,
  fusion,
  gradients,
  'LRP rules': lrpRules,
  'relevance methods': methods,
  evaluation,
  preprocessing,
  visualization,
  'kernels for wasm': wasmKernels,
};
