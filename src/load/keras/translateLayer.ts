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
  const given = ownLayer(layer, own);
  if (given) return oneLayer(given);
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

/** What the caller has in the place of a layer's class; errors of theirs come as they are. */
export function ownLayer(
  { className, config }: KerasLayer,
  own: OwnLayers,
): layers.Layer | undefined {
  const names = [className, className.replace(/^.*>/, '')];
  const name = names.find((one) => Object.hasOwn(own, one));
  if (name === undefined) return undefined;
  const make: unknown = own[name];
  const title = `layers must be functions by the names of classes, each of which gives a tf.layers.Layer, but that of ${shown(name)}`;
  check(typeof make === 'function', `${title} is ${shown(make)}`);
  const made: unknown = make(config);
  check(isLayer(made), `${title} gives ${shown(made)}`);
  return made;
}

const isLayer = (value: unknown): value is layers.Layer =>
  typeof value === 'object' && value !== null && 'apply' in value && 'addWeight' in value;

const printed = (name: string): string => shown(name).slice(1, -1);
