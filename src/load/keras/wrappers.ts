import { layers, type RNN } from '@tensorflow/tfjs-layers';
import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { ConfigReader } from './configReader';
import type { KerasConfig, KerasLayer } from './kerasModel';
import { oneLayer, type Translation } from './translation';

type Layer = layers.Layer;

/** Translates the layer that another has in its config. */
export type TranslateInner = (layer: KerasLayer) => Translation;

/** Layers around another, by class. */
export const wrappers: Readonly<
  Record<string, (config: ConfigReader, translate: TranslateInner) => Translation>
> = {
  TimeDistributed: (config, translate) =>
    oneLayer(
      layers.timeDistributed({ layer: wrapped(config, translate), name: config.layer.name }),
    ),
  Bidirectional: (config, translate) => {
    const given = config.layer.config['merge_mode'];
    const mergeMode = config.get('merge_mode', 'concat') as 'concat';
    if (!['concat', 'sum', 'ave', 'mul'].includes(mergeMode) || given === null)
      config.refuse('merge_mode', given);
    checkOtherWay(config);
    const layer = wrapped(config, translate) as RNN;
    return oneLayer(layers.bidirectional({ layer, mergeMode, name: config.layer.name }));
  },
};

/** tf.js makes the layer of the other way from the one that it gets. */
function checkOtherWay(config: ConfigReader): void {
  const [there, back] = [config.get('layer'), config.get('backward_layer')];
  const settings = (written: unknown): string => {
    const { class_name: className, config: own } = (written ?? {}) as Written;
    const { name, go_backwards: way, ...rest } = own ?? {};
    return JSON.stringify([className, Object.entries(rest).sort()]);
  };
  check(
    back === undefined || back === null || settings(back) === settings(there),
    `${config.layer.className} ${shown(config.layer.name)} has a backward_layer that is another than its layer, which cannot be translated`,
  );
}

interface Written {
  readonly class_name?: unknown;
  readonly config?: KerasConfig;
}

function wrapped(config: ConfigReader, translate: TranslateInner): Layer {
  const written = config.get('layer') as Written | undefined;
  const { className, name, version } = config.layer;
  const title = `${className} ${shown(name)}`;
  const inner = written?.class_name;
  check(
    typeof inner === 'string',
    `${title} must have a layer within, but it is ${shown(written)}`,
  );
  const { pieces, weightsFrom } = translate({
    ...{ className: inner as string, config: written?.config ?? {}, calls: [], version },
    name: String(written?.config?.['name'] ?? `${name}_layer`),
  });
  const [only, ...more] = pieces;
  check(
    more.length === 0 && typeof only === 'object' && weightsFrom === undefined,
    `${title} has a ${shown(inner)} within, which is more than one layer of tf.js: that cannot be translated`,
  );
  return only as Layer;
}
