import { check } from '../../internal/check';
import { named } from '../../internal/named';
import { tidyValue } from '../../internal/tidyValue';
import type { Activation } from '../../linear/applyRun';
import { type Size, sizeAfter, sizeOf } from '../../linear/linearOp';
import { graphOf } from '../../model/graph';
import {
  activationLayer,
  type LayersModel,
  rebuildModel,
  type SymbolicTensor,
} from '../../model/rebuildModel';
import { FusedLinear } from './fusedLinear';
import { fusedGeometry } from './fusedRun';
import { fuseRun } from './fuseRun';
import { type FuseModelOptions, type PlannedRun, plannedRuns } from './plan/plannedRuns';
import type { PlannedStage } from './plan/runPlan';
import { type Stage, specOf, stageTensors } from './stage';

export type { FuseModelOptions } from './plan/plannedRuns';

/**
 * The same model with every run of linear layers (convolutions, depthwise and separable ones, batch normalisation,
 * average pooling, zero padding, dropout, sums of linear branches) as one layer, exact at the borders, wherever that is
 * predicted to pay. Elsewhere, and for layers that are not known, the model's own layers stay. Nested models are taken
 * apart. {@link explainPlan} tells what would become of each run.
 *
 * Fused runs have weights of their own; the other layers share theirs with the model, and either model may be disposed
 * before the other. What is saved by `save` is loaded by tf.loadLayersModel where this library has been imported.
 *
 * @param model a built model, Sequential or a graph, of any number of inputs
 * @returns a model that predicts the same, for inference; dispose of it after use
 * @throws on what is no built model, and on a plan for a run that the model does not have or that cannot be made so
 * @example
 * const fused = fuseModel(linearModel);
 * const difference = tf.sub(fused.predict(x) as tf.Tensor, linearModel.predict(x) as tf.Tensor);
 * tf.max(tf.abs(difference)); // → 0.00000
 */
export function fuseModel(model: LayersModel, options: FuseModelOptions = {}): LayersModel {
  return named('fuseModel', () => {
    const graph = graphOf(model);
    return tidyValue(() => {
      const planned = plannedRuns(graph, options);
      return rebuildModel(model, graph, (value) => {
        const run = planned.get(value);
        if (!run || run.isLeft) return undefined;
        return { from: run.run.from, apply: (from, unique) => fused(run, from, unique) };
      });
    });
  });
}

/** A fused run applied to what it starts from. */
function fused(
  { run, name, plan }: PlannedRun,
  from: SymbolicTensor,
  unique: (name: string) => string,
): SymbolicTensor {
  let size = sizeOf(from.shape);
  const stages = plan.stages.map((segment) => {
    const stage = stageOf(segment, size);
    size = size && sizeAfter(segment.ops, size);
    return stage;
  });
  const isOwn = ['linear', 'relu', 'relu6'].includes(run.activation);
  const layer = new FusedLinear({
    name: unique(isOwn ? name : `${name}_linear`),
    stages: stages.map(specOf),
    activation: isOwn ? (run.activation as Activation) : 'linear',
    flattens: run.flattens,
  });
  const y = layer.apply(from) as SymbolicTensor;
  layer.setWeights(stages.flatMap(stageTensors));
  return isOwn ? y : (activationLayer(unique(name), run.activation).apply(y) as SymbolicTensor);
}

function stageOf({ method, ops }: PlannedStage, size: Size | undefined): Stage {
  if (method === 'layered') return { method, ops };
  const geometry = size && fusedGeometry(ops, [size[0], size[1]]);
  check(size !== undefined && geometry !== undefined, `a plan that cannot be: ${method}`);
  return { method, fused: fuseRun(ops, geometry, size[2]) };
}
