import type { Tensor } from '@tensorflow/tfjs-core';
import { LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { applyInside, callOf, evaluate, type Layer } from './graph';
import { twinOf } from './twinOf';
import { applyUnfused } from './unfused';

/** What of a classifier is meant: the values before a final softmax, or what the model returns. */
export type Output = 'logits' | 'probabilities';

type Activated = Layer & { activation?: { getClassName?(): string } };

/** The name of a layer's activation function; 'linear' where it has none. */
export function activationOf(layer: Layer): string {
  const { activation } = layer as Activated;
  if (!activation) return 'linear';
  return activation.getClassName?.() ?? 'a function';
}

const builtIn =
  /^(linear|elu|selu|relu|relu6|sigmoid|hardSigmoid|softplus|softsign|tanh|softmax|logSoftmax|gelu|gelu_new|mish|swish)$/;

/** The same, if tf.js makes the same function of that name; undefined for functions of the user's own. */
export function builtInActivationOf(layer: Layer): string | undefined {
  const name = activationOf(layer);
  return builtIn.test(name) ? name : undefined;
}

/** The layer without its activation, on the same weights. */
export function withoutActivation(layer: Layer): Layer {
  return twinOf(layer, { activation: { apply: (x: Tensor) => x, getClassName: () => 'linear' } });
}

/** Layers that leave a softmax before them what it is. */
export const keepsSoftmax = (layer: Layer): boolean =>
  /^(Reshape|Flatten|Dropout)$/.test(layer.getClassName());

/** Whether the last thing a model does is a softmax. */
export function endsInSoftmax(model: LayersModel): boolean {
  const last = model.outputs[0]?.sourceLayer;
  if (last instanceof LayersModel) return endsInSoftmax(last);
  return (
    last !== undefined && (last.getClassName() === 'Softmax' || activationOf(last) === 'softmax')
  );
}

/**
 * The values of `output` from those of `known` symbolic tensors; for 'logits', a softmax that made the
 * output is left out: a layer of its own, the activation of the last layer, or inside a nested model.
 * Differentiable in the known values on every backend.
 */
export function evaluateOutput(
  output: SymbolicTensor,
  known: ReadonlyMap<number, Tensor>,
  kind: Output,
): Tensor {
  const [y] =
    kind === 'probabilities' || known.has(output.id)
      ? evaluate([output], known, applyInside(applyUnfused))
      : [logitsOf(output, known)];
  return y as Tensor;
}

function logitsOf(output: SymbolicTensor, known: ReadonlyMap<number, Tensor>): Tensor {
  const last = output.sourceLayer;
  const apply = applyInside(applyUnfused);
  const { inputTensors } = callOf(output);
  if (keepsSoftmax(last)) {
    const before = evaluateOutput(inputTensors[0] as SymbolicTensor, known, 'logits');
    return apply(last, [before]) as Tensor;
  }
  const inputs = evaluate(inputTensors, known, apply);
  if (last instanceof LayersModel) {
    const nested = new Map(last.inputs.map((symbol, i) => [symbol.id, inputs[i] as Tensor]));
    return evaluateOutput(last.outputs[output.tensorIndex] as SymbolicTensor, nested, 'logits');
  }
  if (last.getClassName() === 'Softmax') return inputs[0] as Tensor;
  const linear = activationOf(last) === 'softmax' ? withoutActivation(last) : last;
  return apply(linear, inputs) as Tensor;
}
