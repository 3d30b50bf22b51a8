import { HalfPixelResizing } from '../../model/layers/halfPixelResizing';
import type { ConfigReader } from './configReader';
import { settingsOf } from './settings';
import { tfjsLayer } from './tfjsLayer';
import { oneLayer, type Translation } from './translation';

/** Images of a size. */
export function resizing(config: ConfigReader): Translation {
  const settings = settingsOf(config, ['height', 'width', 'interpolation', 'data_format']);
  checkInterpolation(config);
  for (const name of ['crop_to_aspect_ratio', 'pad_to_aspect_ratio', 'antialias']) {
    if (config.get(name, false) === true) config.refuse(name, true);
  }
  config.get(['fill_mode', 'fill_value']);
  return oneLayer(tfjsLayer(HalfPixelResizing.className, settings));
}

/** Images some times as large; that of tf.js itself places pixels otherwise than Keras, unless they are repeated. */
export function upSampling(config: ConfigReader): Translation {
  const settings = settingsOf(config, ['size', 'interpolation', 'data_format']);
  checkInterpolation(config);
  const { interpolation = 'nearest' } = settings;
  const isOurs = interpolation === 'bilinear' && config.layer.version > 0;
  return oneLayer(tfjsLayer(isOurs ? HalfPixelResizing.className : 'UpSampling2D', settings));
}

function checkInterpolation(config: ConfigReader): void {
  const given = config.get('interpolation') ?? 'bilinear';
  if (given !== 'bilinear' && given !== 'nearest') config.refuse('interpolation', given);
}
