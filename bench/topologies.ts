import {
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
  sequential,
} from '@tensorflow/tfjs-layers';
import { withSeededWeights } from './seededWeights';

/** Convolutions of one pixel and strided ones of 3x3, 32 to 256 channels, at 64². */
export function stridedNet(): LayersModel {
  const convolution = (filters: number, kernelSize: number, strides = 1) =>
    layers.conv2d({ filters, kernelSize, strides, padding: 'same', activation: 'relu' });
  const { inputLayer } = layers;
  const doubled = [64, 128, 256].flatMap((filters) => [
    convolution(filters, 1),
    convolution(filters, 3, 2),
  ]);
  return withSeededWeights(
    sequential({
      layers: [
        inputLayer({ inputShape: [64, 64, 3] }),
        ...[convolution(32, 3, 2), ...doubled, convolution(256, 1)],
        ...[layers.globalAveragePooling2d({}), layers.dense({ units: 10 })],
      ],
    }),
  );
}

/** Dense layers alone. */
export const denseNet = (): LayersModel =>
  withSeededWeights(
    sequential({
      layers: [
        layers.dense({ inputShape: [704], units: 2000, activation: 'relu' }),
        layers.dense({ units: 5 }),
      ],
    }),
  );

/** Filters, blocks and first stride of the four stages of ResNet50 (He et al. 2016, table 1). */
const stages = [
  [64, 3, 1],
  [128, 4, 2],
  [256, 6, 2],
  [512, 3, 2],
] as const;

/** ResNet50 for images of side², with ten classes. */
export function resNet50(side: number): LayersModel {
  const convolved = (x: SymbolicTensor, filters: number, kernelSize: number, strides = 1) => {
    const convolution = layers.conv2d({ filters, kernelSize, strides, padding: 'same' });
    return layers.batchNormalization().apply(convolution.apply(x)) as SymbolicTensor;
  };
  const relu = (x: SymbolicTensor) => layers.reLU().apply(x) as SymbolicTensor;
  const block = (x: SymbolicTensor, filters: number, strides: number, isFirst: boolean) => {
    const narrow = relu(convolved(x, filters, 1, strides));
    const wide = convolved(relu(convolved(narrow, filters, 3)), 4 * filters, 1);
    const beside = isFirst ? convolved(x, 4 * filters, 1, strides) : x;
    return relu(layers.add().apply([beside, wide]) as SymbolicTensor);
  };
  const image = input({ shape: [side, side, 3] });
  let x = relu(convolved(image, 64, 7, 2));
  const pooling = layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' });
  x = pooling.apply(x) as SymbolicTensor;
  for (const [filters, blocks, strides] of stages) {
    for (let i = 0; i < blocks; i++) x = block(x, filters, i === 0 ? strides : 1, i === 0);
  }
  const features = layers.globalAveragePooling2d({}).apply(x);
  const outputs = layers.dense({ units: 10 }).apply(features) as SymbolicTensor;
  return withSeededWeights(model({ inputs: image, outputs }));
}
