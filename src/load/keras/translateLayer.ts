import type { layers } from '@tensorflow/tfjs-layers';
import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import { configReader } from './configReader';
import type { KerasConfig, KerasLayer } from './kerasModel';
import { layerTable } from './layerTable';
import { oneLayer, type Translation } from './translation';
import { wrappers } from './wrappers';

/** Layers of one's own, by the name of their class: what is in its place. */
export type OwnLayers = Readonly<Record<string, (config: KerasConfig) => layers.Layer>>;

/** Why some classes cannot come in, by what they are called. */
const refusals: readonly (readonly [RegExp, string])[] = [
  [
    /^(TensorFlowOpLayer|TFOpLambda|SlicingOpLambda|Lambda)$/,
    'is code of TensorFlow in the model, which a file does not describe',
  ],
  [
    /^Quantiz/,
    "is a wrapper of quantisation-aware training: take it off by tfmot.quantization.keras.quantize_apply's inverse, or save the model before it",
  ],
];

/** @throws by name on what cannot be translated */
export function translateLayer(layer: KerasLayer, own: OwnLayers): Translation {
  const className = layer.className.replace(/^.*>/, '');
  for (const name of [layer.className, className]) {
    const make = Object.hasOwn(own, name) ? own[name] : undefined;
    if (make) return oneLayer(make(layer.config));
  }
  const config = configReader(layer);
  const translate = Object.hasOwn(layerTable, className) ? layerTable[className] : undefined;
  const wrap = Object.hasOwn(wrappers, className) ? wrappers[className] : undefined;
  const reason = refusals.find(([pattern]) => pattern.test(className))?.[1];
  check(
    translate !== undefined || wrap !== undefined,
    `layer ${shown(layer.name)} is a ${printed(className)}, which ${reason ?? 'this library does not know: give it by the option layers: { ClassName: (config) => layer }'}`,
  );
  const translation = translate
    ? translate(config)
    : wrap?.(config, (inner) => translateLayer(inner, own));
  config.checkRest();
  return translation as Translation;
}

const printed = (name: string): string => shown(name).slice(1, -1);
