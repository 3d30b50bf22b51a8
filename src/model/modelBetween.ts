import {
  type LayersModel,
  input as newInput,
  model as newModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { check } from '../internal/check';
import { itemAt } from '../internal/itemAt';
import { callAnew, twinMaker } from './callAnew';
import type { Call, Value } from './graph';
import { describeLayer } from './layer';
import { kindOf } from './layerKinds';
import { makersOfMask } from './masks';
import { twinOf } from './twinOf';

/**
 * The part of a model between one of its values and others, on twins of its layers: it shares their weights, and its
 * disposal leaves them alone.
 *
 * @throws where one of the others depends on an input of the model that is not the first, or on a mask made before the value
 */
export function modelBetween(from: Value, to: readonly Value[], name: string): LayersModel {
  const input = newInput({ batchShape: [...from.shape], dtype: from.dtype ?? 'float32' });
  const symbols = new Map<Value, SymbolicTensor>([[from, input]]);
  const { twinFor } = twinMaker((layer, unique) => Object.assign(twinOf(layer), { name: unique }));
  const symbolOf = (value: Value): SymbolicTensor => {
    const known = symbols.get(value);
    if (known) return known;
    const { call } = value;
    check(
      call !== undefined,
      `the layers after the split also depend on the input '${value.name}'`,
    );
    const results = callAnew(call, twinFor, symbolOf);
    const isMade = ({ outputs: [made] }: Call) => made === from || !symbols.has(made as Value);
    checkMask(call, isMade);
    for (const [i, result] of results.entries()) {
      symbols.set(itemAt(call.outputs, i), result);
    }
    return symbols.get(value) as SymbolicTensor;
  };
  return newModel({ inputs: input, outputs: to.map(symbolOf), name });
}

/** Refuses what reads a mask from before the split: only values come across. */
function checkMask({ layer, inputs: [input] }: Call, isBefore: (maker: Call) => boolean): void {
  const makers = kindOf(layer).mask === 'read' && input ? makersOfMask(input) : [];
  const before = makers.find(isBefore)?.layer;
  check(
    before === undefined,
    `${describeLayer(layer)} reads the mask that ${before && describeLayer(before)} makes: the model cannot be split between them`,
  );
}
