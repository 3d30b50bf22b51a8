import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import {
  chainRule,
  gaussianRoot,
  grayColors,
  heatmap,
  spectrumImage,
  taylorDecomposition,
} from 'fourier-xai';
import { classNames, type Digits, firstOfEach } from '../../support/digits';
import { answersOf } from '../shared/answers';
import { frequencyAxes } from '../shared/axes';
import { magnitudeKey, relevanceKey } from '../shared/colourKey';
import type { Chapter } from '../shared/page';
import { type Column, pictureLines } from '../shared/pictureLines';
import { side, space } from './axes';

export async function relevanceChapter(model: tfl.LayersModel, test: Digits): Promise<Chapter> {
  const eight = firstOfEach(test, 4);
  const answers = await answersFor(model, eight);
  const columns = columnsOf(model, eight.images);
  const body = await pictureLines(columns, answers, 130);
  tf.dispose([eight.images, columns.map(({ images }) => images)]);
  return {
    title: 'Why it says 1 or 7: eight test digits',
    lead: `Each row is one digit, y the logit of the predicted class. ∂y/∂x: red pixels raise y when they brighten, blue
      ones lower it; beside it its spectrum (log magnitude). Taylor relevance multiplies the gradient at a blurred image
      (Gaussian, σ = 2 pixels) with what the blur took away: red speaks for the predicted class, blue against it.`,
    body: relevanceKey + magnitudeKey + body,
  };
}

/** What the model says of each digit, and what is true. */
async function answersFor(model: tfl.LayersModel, { images, labels }: Digits): Promise<string[]> {
  const answers = await answersOf(model, images);
  return answers.map(({ predicted, outputs }, i) => {
    const actual = classNames[labels[i] as number];
    const probability = (outputs[predicted] as number).toFixed(4);
    return `<b>predicted ${classNames[predicted]}</b><br>probability ${probability}<br>actual ${actual}`;
  });
}

function columnsOf(model: tfl.LayersModel, x: tf.Tensor4D): Column[] {
  const { input, gradient, spectrum, relevance } = tf.tidy(() => {
    const { inputGradient, inputGradientSpectrum } = chainRule(model, x);
    const spectra = spectrumImage(inputGradientSpectrum, { axes: [1, 2] });
    return {
      input: heatmap(x, { symmetric: false, colors: grayColors }),
      gradient: heatmap(inputGradient),
      spectrum: tf.squeeze<tf.Tensor4D>(spectra, [1]),
      relevance: heatmap(taylorDecomposition(model, x, { rootPoint: gaussianRoot(2) }), {
        gamma: 0.7,
      }),
    };
  });
  const untitled = { ...space, y: { ...space.y, title: '' } };
  return [
    { title: 'input x', images: input, ...space },
    { title: '∂y/∂x', images: gradient, ...untitled },
    { title: 'F{∂y/∂x}', images: spectrum, ...frequencyAxes(side) },
    { title: 'Taylor relevance', images: relevance, ...untitled },
  ];
}
