import { getBackend, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { check } from '../internal/check';
import { fitsAtOnce } from '../internal/convolutionParts';
import { itemAt } from '../internal/itemAt';
import { activationFunction, withoutActivation } from './activationOf';
import type { ApplyLayer, GradientForm } from './forms/gradientForm';
import type { Call, Value } from './graph';
import { applyLayer, describeLayer, type Layer } from './layer';
import { isChannelsLast } from './layerConfig';
import { kindOf } from './layerKinds';
import { maskFor, masksOf } from './masks';
import { orRefused } from './orRefused';

/** Applies a call to tensors, with the mask of those that read one. */
export type ApplyCall = (
  call: Call,
  inputs: readonly Tensor[],
  mask?: Tensor | undefined,
) => Tensor | Tensor[];

/** As the layer does at inference, also where tf.js does not. */
export const applyCall: ApplyCall = (call, inputs, mask) =>
  orRefused(call, inputs, () => bareInput(call, inputs) ?? applied(layerOf(call), inputs, mask));

/**
 * The same by operations whose gradient in the inputs can be asked for alone, and is right.
 *
 * @throws on layers that no gradient passes
 */
export const applyDifferentiably: ApplyCall = (call, inputs, mask) =>
  orRefused(
    call,
    inputs,
    () => bareInput(call, inputs) ?? appliedDifferentiably(layerOf(call), inputs, mask),
  );

function applied(layer: Layer, inputs: readonly Tensor[], mask?: Tensor): Tensor | Tensor[] {
  const { gradient } = kindOf(layer);
  const isByForm = isWrong(layer, inputs);
  if (isByForm) checkNoMask(layer, mask);
  return isByForm && gradient
    ? byForm(gradient, layer, inputs, applied)
    : byLayer(layer, inputs, mask);
}

/** Whether tf.js may give other values than the layer's. */
function isWrong(layer: Layer, inputs: readonly Tensor[]): boolean {
  const { weights, isWrongInTfjs } = kindOf(layer);
  const [x, ...others] = inputs;
  const isConvolution = weights === 'convolution' && others.length === 0 && x?.rank === 4;
  return isWrongInTfjs === true || (isConvolution && !fitsAtOnce(sizesOf(layer, x)));
}

/** What a convolution of images gives at each of how many places, and how many values each sees. */
function sizesOf(layer: Layer, { shape }: Tensor) {
  const output = layer.computeOutputShape(shape) as number[];
  const [rows = 1, columns = 1] = output.slice(isChannelsLast(layer) ? 1 : 2);
  const [down = 1, across = 1] = layer.getWeights()[0]?.shape ?? [];
  return { outputs: [rows, columns] as const, taps: down * across };
}

function appliedDifferentiably(
  layer: Layer,
  inputs: readonly Tensor[],
  mask?: Tensor,
): Tensor | Tensor[] {
  const { gradient, gradientRefusal: reason } = kindOf(layer);
  check(
    reason === undefined,
    `no gradient passes ${describeLayer(layer)}, as ${reason}: split the model behind it with splitModel`,
  );
  if (gradient) checkNoMask(layer, mask);
  return gradient
    ? byForm(gradient, layer, inputs, appliedDifferentiably)
    : byLayer(layer, inputs, mask);
}

function byLayer(layer: Layer, inputs: readonly Tensor[], mask?: Tensor): Tensor | Tensor[] {
  // tf.js 4.22 turns the order of a mask's axes there, and writes nothing (see toFloat)
  check(
    mask === undefined || kindOf(layer).isSoftmax === true || getBackend() !== 'webgpu',
    `${describeLayer(layer)} reads a mask, which tf.js does wrongly on webgpu, its predict too: use another backend`,
  );
  return applyLayer(layer, inputs, mask);
}

/** Refuses a mask where a form stands in for the layer. */
function checkNoMask(layer: Layer, mask: Tensor | undefined): void {
  check(
    mask === undefined,
    `${describeLayer(layer)} reads the mask of a layer before it, which is not supported: take that layer off`,
  );
}

const byForm = (
  form: GradientForm,
  layer: Layer,
  inputs: readonly Tensor[],
  apply: ApplyLayer,
): Tensor => tidy(() => activationFunction(layer)(form(layer, inputs, apply)));

/** Without its activation, a layer that is nothing else gives what it gets. */
const bareInput = ({ layer, isBare }: Call, inputs: readonly Tensor[]): Tensor | undefined =>
  isBare && kindOf(layer).isActivation ? inputs[0] : undefined;

const layerOf = ({ layer, isBare }: Call) => (isBare ? withoutActivation(layer) : layer);

/**
 * The wanted values, from those that are known: every call between them is applied once.
 *
 * @throws when a wanted value depends on an input that is not known
 */
export function evaluate(
  wanted: readonly Value[],
  known: ReadonlyMap<Value, Tensor>,
  apply: ApplyCall = applyCall,
): Tensor[] {
  const values = new Map(known);
  const tensorAt = (value: Value): Tensor => {
    const tensor = values.get(value);
    if (tensor) return tensor;
    const { call, name } = value;
    check(call !== undefined, `the layers after the split also depend on the input '${name}'`);
    const inputs = call.inputs.map(tensorAt);
    const results = [apply(call, inputs, maskFor(call, maskAt))].flat();
    for (const [i, output] of call.outputs.entries()) values.set(output, itemAt(results, i));
    return values.get(value) as Tensor;
  };
  const maskAt = masksOf(tensorAt);
  return wanted.map(tensorAt);
}

/** One value, from one that is known. */
export const evaluateFrom = (from: Value, x: Tensor, to: Value, apply?: ApplyCall): Tensor =>
  itemAt(evaluate([to], new Map([[from, x]]), apply), 0);
