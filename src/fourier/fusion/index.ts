/**
 * Linear runs and models come in; out go fused kernels with exact edges, models with fused layers, and
 * the plan of how each run is best computed (plan/). On the host, product/ computes a fused run at once. Read fuseKernels.ts
 * first, then fuseRun.ts.
 *
 * @module
 */

export { collapseModel } from './collapseModel';
export { FusedLinear, type FusedLinearConfig } from './fusedLinear';
export { type FuseOptions, fuseKernels, type PerLayer } from './fuseKernels';
export { type FuseModelOptions, fuseModel } from './fuseModel';
export type { Costs } from './plan/costs';
export { explainPlan, type PlanRow } from './plan/explainPlan';
export { calibrate, measureCosts } from './plan/measureCosts';
export type { Method, MethodCosts } from './plan/runPlan';
