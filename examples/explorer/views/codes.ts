/** The lines of this library that make what the views show, to be run by the visitor; x is a batch of images. */

const opened = (
  imports: readonly string[],
) => `import { ${[...imports].sort().join(', ')} } from 'fourier-xai';
import { loadModel } from 'fourier-xai/load';

const model = await loadModel('model.json');
`;

export interface KernelPlace {
  readonly layer: string;
  /** The layers that are one kernel, from the image on; none where the layer stands alone. */
  readonly fused?: readonly string[];
  readonly input: number;
  readonly output: number;
}

const kernelOf = ({ layer, input, output }: KernelPlace) =>
  `const kernels = model.getLayer('${layer}').getWeights()[0]; // [rows, columns, inputs, outputs]
const kernel = tf.slice(kernels, [0, 0, ${input}, ${output}], [-1, -1, 1, 1]);
`;

export const kernelsCode = (
  layer: string,
): string => `${opened(['fft2', 'kernelTiles', 'singularValues', 'spectrumImage'])}
const kernels = model.getLayer('${layer}').getWeights()[0]; // [rows, columns, inputs, outputs]
const picture = kernelTiles(kernels);
const spectra = spectrumImage(fft2(tf.transpose(kernels, [2, 3, 0, 1]), { shape: [32, 32] }));
const stretches = await singularValues(kernels, [8, 8]);
`;

export const convolutionCode = (place: KernelPlace): string =>
  place.fused?.length ? fusedCode(place, place.fused) : layerCode(place);

const layerCode = (place: KernelPlace): string => `import * as tf from '@tensorflow/tfjs';
${opened(['fourierConv2d', 'splitModel'])}
${kernelOf(place)}const before = model.getLayer('${place.layer}').input;
const inputs = tf.model({ inputs: model.inputs, outputs: before }).predict(x); // x itself for the first layer
const channel = tf.slice(inputs, [0, 0, 0, ${place.input}], [-1, -1, -1, 1]);
const output = fourierConv2d(channel, kernel, 1, 'same'); // F⁻¹(F{x} · F{k})
`;

const fusedCode = (
  { input, output }: KernelPlace,
  layers: readonly string[],
): string => `import * as tf from '@tensorflow/tfjs';
${opened(['fourierConv2d', 'fuseKernels'])}
const layers = [${layers.map((name) => `'${name}'`).join(', ')}];
const kernels = fuseKernels(layers.map((name) => model.getLayer(name).getWeights()[0]));
const kernel = tf.slice(kernels, [0, 0, ${input}, ${output}], [-1, -1, 1, 1]);
const channel = tf.slice(x, [0, 0, 0, ${input}], [-1, -1, -1, 1]);
const output = fourierConv2d(channel, kernel, 1, 'same'); // padded once
`;

export const derivativesCode = (
  [row, column]: readonly [number, number],
  channel: number,
  target: number,
): string => `import * as tf from '@tensorflow/tfjs';
${opened(['chainRule', 'convolutionJacobian', 'convolutionVjp', 'inputGradient', 'splitModel'])}
const { g } = splitModel(model); // y = h(g(x))
const { headGradient, inputGradient: gradient, inputGradientSpectrum } = chainRule(model, x, { target: ${target} });
const automatic = inputGradient(model, x, { target: ${target} });

// where g is linear
const jacobian = convolutionJacobian(g, { pixels: [[${row}, ${column}, 0]] });
const channels = headGradient.shape.at(-1);
const through = convolutionVjp(g, tf.mul(headGradient, tf.oneHot(${channel}, channels)));
`;

export const layersCode = (
  { layer, output }: KernelPlace,
  target: number,
): string => `${opened(['channelRelevance', 'lrp'])}
const byChannel = channelRelevance(model, x, { layer: '${layer}', target: ${target} });

// what passes through channel ${output} alone
const through = lrp(model, x, { target: ${target}, through: { '${layer}': [${output}] } });
`;

export const selectionCode = (
  tolerance: number,
): string => `${opened(['approximateModel', 'kernelActivations', 'selectKernels'])}
const { histogram } = await selectKernels(model, x, { tolerance: ${tolerance} });
const ranked = [...histogram.keys()].sort((a, b) => histogram[b] - histogram[a]);
const activations = kernelActivations(model, x, ranked.slice(0, 8));
const small = approximateModel(model, ranked.slice(0, 16));
`;

export const rateCode = (
  rate: number,
  epochs: number,
): string => `import { diagnoseLearningRate, learningRateScheduler, stepDecay } from 'fourier-xai';

const schedule = stepDecay({ initialLearningRate: ${rate}, dropRate: 0.5, epochsDrop: 3 });
const { history } = await model.fit(x, y, {
  epochs: ${epochs},
  validationData,
  callbacks: [learningRateScheduler(schedule)],
});
const { verdict, evidence } = diagnoseLearningRate(history);
`;
