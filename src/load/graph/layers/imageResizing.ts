import type * as tf from '@tensorflow/tfjs-core';
import { resampled } from '../../../model/forms/resampled';
import { type Config, GraphLayer, type Sizes } from './graphLayer';

/** Images in another size, however the graph places their pixels; Resizing of tf.js does that in one way alone. */
export class ImageResizing extends GraphLayer {
  static readonly className = 'ImageResizing';

  constructor(config: Config) {
    super(config, ['height', 'width', 'interpolation', 'alignCorners', 'halfPixelCenters']);
  }

  override computeOutputShape([batch = null, , , channels = null]: Sizes): Sizes {
    const { height, width } = this.settings as unknown as Settings;
    return [batch, height, width, channels];
  }

  override of(x: tf.Tensor): tf.Tensor {
    const { height, width, interpolation, ...how } = this.settings as unknown as Settings;
    return resampled(x as tf.Tensor4D, [height, width], {
      ...{ isNearest: interpolation === 'nearest', alignCorners: how.alignCorners },
      halfPixelCenters: how.halfPixelCenters,
    });
  }
}

interface Settings {
  readonly height: number;
  readonly width: number;
  readonly interpolation: 'nearest' | 'bilinear';
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}
