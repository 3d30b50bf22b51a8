import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { withSeededWeights } from './seededWeights';

/** Channels and stride of the 13 separable blocks of MobileNet v1 (Howard et al. 2017, table 1), at full width. */
const blocks = [
  ...[[64, 1] as const, [128, 2] as const, [128, 1] as const, [256, 2] as const],
  ...[[256, 1] as const, [512, 2] as const],
  ...Array.from({ length: 5 }, () => [512, 1] as const),
  ...[[1024, 2] as const, [1024, 1] as const],
];

/** MobileNet v1 with plain ReLUs and nothing added anywhere, so that relevance by LRP-0 is gradient times input. */
export function mobileNet(side: number, width: number): LayersModel {
  const [relu, normalised] = [() => layers.reLU(), () => layers.batchNormalization()];
  const usual = { useBias: false, padding: 'same' } as const;
  const model = sequential({
    layers: [
      layers.conv2d({
        ...{ ...usual, inputShape: [side, side, 3], filters: 32 * width, kernelSize: 3 },
        strides: 2,
      }),
      ...[normalised(), relu()],
      ...blocks.flatMap(([channels, strides]) => [
        layers.depthwiseConv2d({ ...usual, kernelSize: 3, strides }),
        ...[normalised(), relu()],
        layers.conv2d({ ...usual, filters: channels * width, kernelSize: 1 }),
        ...[normalised(), relu()],
      ]),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 1000, useBias: false, activation: 'softmax' }),
    ],
  });
  return withSeededWeights(model);
}
