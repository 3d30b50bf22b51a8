import type { Tensor } from '@tensorflow/tfjs-core';
import { check, RuleError } from '../internal/check';
import { shown } from '../internal/shown';
import type { Call } from './graph';
import { describeLayer } from './layer';
import { outputShapes } from './outputShapes';

/** What tf.js cannot do becomes a rule, which names the layer. */
export function orRefused<V>(call: Call, inputs: readonly Tensor[], run: () => V): V {
  const { layer } = call;
  try {
    checkSizes(call, inputs);
    return run();
  } catch (error) {
    if (error instanceof RuleError) throw error;
    const reason = error instanceof Error ? error.message : shown(error);
    throw new RuleError(`tf.js cannot apply ${describeLayer(layer)}: ${reason}`, { cause: error });
  }
}

/** Refuses inputs smaller than a window: of a model of open size, only the inputs tell. */
function checkSizes({ layer, inputs: declared }: Call, inputs: readonly Tensor[]): void {
  if (!declared.some(({ shape }) => shape.includes(null, 1))) return;
  const given = inputs.map(({ shape }) => shape);
  const sizes = outputShapes(layer, given).flat();
  check(
    sizes.every((size) => size === null || size > 0),
    `${describeLayer(layer)} gives nothing for inputs of shape ${shown(given[0])}: they are too small`,
  );
}
