import * as tf from '@tensorflow/tfjs-core';
import {
  chainRule,
  convolutionJacobian,
  convolutionJacobianSpectrum,
  fftshift,
  heatmap,
  spectrumImage,
  splitModel,
} from 'fourier-xai';
import { grey, grid } from './grid';
import type { Picture } from './picture';
import { lastDigit, trainedDigits } from './trainedDigits';

/** The factors of ∂y/∂x of a digit, in pixels and in frequencies. */
export const derivatives: Picture = {
  name: 'derivatives.svg',
  make: async () => {
    const { model, digits } = await trainedDigits();
    const x = lastDigit(digits);
    const { headGradient, inputGradient, inputGradientSpectrum } = chainRule(model, x);
    const [channel] = await tf.argMax(tf.sum(tf.abs(headGradient), [0, 1, 2])).data();
    const ofChannel = (maps: tf.Tensor) =>
      tf.squeeze(tf.gather(maps, tf.scalar(channel as number, 'int32'), 3), [0]) as tf.Tensor2D;
    const { g } = splitModel(model);
    const pixels = [[14, 14, 0]] as const;
    const wave = convolutionJacobianSpectrum(g, { pixels }).real;
    const spectrum = spectrumImage(inputGradientSpectrum, { axes: [1, 2] });
    const cells = [
      { title: 'image x', image: grey(x) },
      {
        title: `∂g/∂x of one pixel,\nchannel ${channel}`,
        image: heatmap(ofChannel(convolutionJacobian(g, { pixels }))),
      },
      {
        title: 'its transform,\nreal part',
        image: heatmap(fftshift(ofChannel(wave)) as tf.Tensor2D),
      },
      { title: `∂y/∂g,\nchannel ${channel}`, image: heatmap(ofChannel(headGradient)) },
      { title: '∂y/∂x', image: tf.squeeze(heatmap(inputGradient), [0]) },
      { title: 'its transform,\nlog magnitude', image: tf.squeeze(spectrum, [0, 1]) },
    ];
    return grid('A derivative in two factors, in pixels and in frequencies', cells, {
      ...{ columns: 3, side: 150 },
    });
  },
};
