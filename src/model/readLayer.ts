import type { LinearOp } from '../linear/linearOp';
import { builtInActivationOf } from './activationOf';
import type { Call, Shape } from './graph';
import type { Layer } from './layer';
import { configOf, isChannelsLast } from './layerConfig';
import { kindOf } from './layerKinds';
import { readingOf } from './linearForm';

/** What a layer does at inference: linear ops, then an activation. */
export interface LayerOps {
  readonly ops: readonly LinearOp[];
  /** As tf.js names it; 'linear' for none. */
  readonly activation: string;
  /** Whether rows and columns, of which one is left of each, go. */
  readonly flattens: boolean;
}

/**
 * A layer as linear ops of images, signals or rows of numbers, with its own weights; undefined for all that is not
 * linear or not known: other layers, channels first, strided 'same' padding of images of unknown size.
 *
 * @param shape of the layer's input, [batch, rows, columns, channels], [batch, width, channels] or [batch, numbers]
 */
export function readLayer(layer: Layer, shape: Shape): LayerOps | undefined {
  const activation = endingOf(layer);
  const ops = activation === undefined ? undefined : linearPart(layer, shape);
  if (activation === undefined || !ops) return undefined;
  return { ops, activation, flattens: kindOf(layer).flattens ?? false };
}

/** The same of a call of a layer with one input. */
export function readCall({ layer, inputs, isBare }: Call): LayerOps | undefined {
  const [input, ...others] = inputs;
  if (!input || others.length > 0) return undefined;
  if (!isBare) return readLayer(layer, input.shape);
  const ops = linearPart(layer, input.shape);
  return ops && { ops, activation: 'linear', flattens: false };
}

/** The linear part alone, whatever activation follows. */
export function linearPart(layer: Layer, shape: Shape): LinearOp[] | undefined {
  // layers of others may have no configuration
  const { linear } = kindOf(layer);
  return linear && isReadable(layer, shape) ? linear(readingOf(layer, shape)) : undefined;
}

/** The convolution whose adjoint a layer is, without its bias. */
export const adjointPart = (layer: Layer, shape: Shape): LinearOp | undefined =>
  kindOf(layer).adjointOf?.(readingOf(layer, shape))?.[0];

/** Whether a layer's inputs are images, signals or rows as the linear ops see them. */
export const isReadable = (layer: Layer, { length: rank }: Shape): boolean =>
  rank >= 2 && rank <= 4 && isChannelsLast(layer);

/** The activation that a layer ends in, as tf.js names it; undefined for functions of the user's own. */
export function endingOf(layer: Layer): string | undefined {
  const { ending } = kindOf(layer);
  return ending ? ending(configOf(layer)) : builtInActivationOf(layer);
}
