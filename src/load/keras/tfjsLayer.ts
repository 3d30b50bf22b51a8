import type { serialization } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import { registeredClass } from '../../model/registeredClass';

/** A layer of tf.js by the name of its class; weights begin with zeros, which is fast. */
export function tfjsLayer(className: string, config: Record<string, unknown>): layers.Layer {
  const known = registeredClass(className);
  check(known !== undefined, `tf.js has no layer ${shown(className)}`);
  const [Class, fromConfig] = known as NonNullable<typeof known>;
  const given = Object.fromEntries(
    Object.entries(config).filter(([, value]) => value !== undefined && value !== null),
  );
  const { kernelInitializer, ...separable } = zeros;
  const initial = className === 'SeparableConv2D' ? separable : zeros;
  return fromConfig(Class, { ...initial, ...given } as serialization.ConfigDict) as layers.Layer;
}

const zeros = Object.fromEntries(
  [
    ...['kernel', 'bias', 'depthwise', 'pointwise', 'recurrent', 'gamma', 'beta', 'alpha'],
    ...['embeddings', 'movingMean', 'movingVariance'],
  ].map((weight) => [`${weight}Initializer`, 'zeros']),
);
