import * as tf from '@tensorflow/tfjs-core';
import { named } from '../../../internal/named';
import { graphOf } from '../../../model/graph';
import type { LayersModel } from '../../../model/rebuildModel';
import { type FuseModelOptions, plannedRuns } from './plannedRuns';
import type { Method, MethodCosts } from './runPlan';

/** What {@link fuseModel} would do with one run of linear layers. */
export interface PlanRow {
  /** Name of the run: that of its last layer, with a number where that ends several runs. */
  readonly run: string;
  /** The layers of the run, in order. */
  readonly layers: readonly string[];
  /** The method of each part of the run; more than one where it is best cut. */
  readonly choice: readonly Method[];
  /** Whether the model's own layers stay as they are. */
  readonly isLeft: boolean;
  /** Predicted milliseconds for a call of `batchSize` images, by each method that is possible for the whole run. */
  readonly costs: MethodCosts;
  /** Predicted milliseconds of the choice. */
  readonly cost: number;
  /** Why this was chosen, or why the run stays as it is. */
  readonly reason: string;
}

/**
 * What {@link fuseModel} would do with every run of linear layers of a model, and what each way of computing it is
 * predicted to cost on the backend in use.
 *
 * @param model a built model
 * @returns a row for every run, from the outputs to the inputs; console.table shows them
 * @throws where {@link fuseModel} does
 * @example
 * const [row] = explainPlan(linearModel);
 * row?.layers; // → ['conv1', 'conv2']
 */
export function explainPlan(model: LayersModel, options: FuseModelOptions = {}): PlanRow[] {
  return named('explainPlan', () => {
    const graph = graphOf(model);
    const rows: PlanRow[] = [];
    tf.tidy(() => {
      for (const { run, name, plan, isLeft, costs, reason } of plannedRuns(
        graph,
        options,
      ).values()) {
        rows.push({
          run: name,
          layers: run.calls.map(({ layer }) => layer.name),
          choice: plan.stages.map(({ method }) => method),
          ...{ isLeft, costs, cost: plan.cost, reason },
        });
      }
    });
    return rows;
  });
}
