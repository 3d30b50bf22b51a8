import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  chainRule,
  convolutionJacobian,
  convolutionVjp,
  fftshift,
  inputGradient,
  logMagnitude,
  splitModel,
} from 'fourier-xai';
import { asImages } from '../asImages';
import { figureOf } from '../figures';
import { inputOf } from '../inputOf';
import { linearFront } from '../kernelOf';
import { channelOf } from '../layerValues';
import type { ClosedForm, DerivativesAnswer, DerivativesQuestion, Figure } from '../protocol';
import { spectraOf } from '../spectra';
import { openedOf, type Study } from '../study';
import { unitAt } from '../unitAt';

/** The two factors of ∂y/∂x at one pixel and one channel, in both domains. */
export async function derivatives(
  study: Study,
  question: DerivativesQuestion,
): Promise<DerivativesAnswer> {
  const { model, facts } = openedOf(study, question);
  const [rows, columns] = facts.input;
  const size = [rows, columns] as const;
  const { g } = splitModel(model);
  const channels = ([g.outputShape].flat().at(-1) as number) ?? 1;
  const channel = Math.min(question.channel, channels - 1);
  const unit = tf.tidy(() =>
    tf.reshape(unitAt(place(question, columns), rows * columns), [1, rows, columns]),
  );
  const x = inputOf(study, question);
  const chain = chainRule(model, x, { target: question.target });
  const { real, imag } = chain.inputGradientSpectrum;
  try {
    return {
      front: g.layers.map(({ name }) => name),
      channels,
      unit: await figureOf(unit, 'grey'),
      unitReal: await own(() => spectraOf(unit, 'real', size), 'signed'),
      unitMagnitude: await own(() => spectraOf(unit, 'magnitude', size), 'magnitude'),
      head: await own(() => channelOf(asImages(chain.headGradient), channel), 'signed'),
      closed: isLinear(g, model)
        ? await closedForm(g, chain.headGradient, { ...question, channel })
        : undefined,
      gradient: await own(() => tf.sum(asImages(chain.inputGradient), -1), 'signed'),
      gradientSpectrum: await own(
        () => tf.mean(fftshift(asImages(logMagnitude({ real, imag })), [1, 2]), -1),
        'magnitude',
      ),
      difference: await differenceOf(model, x, question.target, chain.inputGradient),
    };
  } finally {
    tf.dispose([unit, x, chain.headGradient, chain.inputGradient, real, imag]);
  }
}

const place = ({ pixel: [row, column] }: DerivativesQuestion, columns: number) =>
  row * columns + column;

async function own(
  make: () => tf.Tensor,
  colouring: Parameters<typeof figureOf>[1],
): Promise<Figure> {
  const plane = tf.tidy(make);
  try {
    return await figureOf(plane, colouring);
  } finally {
    plane.dispose();
  }
}

/** Whether g is made of convolutions alone. */
const isLinear = (g: LayersModel, model: LayersModel): boolean =>
  linearFront(model).length >=
  g.layers.filter((layer) => layer.getClassName() !== 'InputLayer').length;

/** Both factors for one channel of g and their product, summed over the channels of x; ∂g/∂x is that of x's first channel. */
async function closedForm(
  g: LayersModel,
  headGradient: tf.Tensor,
  { pixel: [row, column], channel }: DerivativesQuestion,
): Promise<ClosedForm> {
  const planes = tf.tidy(() => {
    const jacobian = convolutionJacobian(g, { pixels: [[row, column, 0]] }) as tf.Tensor4D;
    const one = unitAt(channel, headGradient.shape.at(-1) as number);
    return {
      head: channelOf(asImages(headGradient), channel),
      jacobian: channelOf(jacobian, channel),
      through: tf.sum(asImages(convolutionVjp(g, tf.mul(headGradient, one))), -1),
    };
  });
  const spectrum = (plane: tf.Tensor) =>
    own(() => spectraOf(plane, 'magnitude', plane.shape.slice(1) as [number, number]), 'magnitude');
  try {
    return {
      headSpectrum: await spectrum(planes.head),
      jacobian: await figureOf(planes.jacobian, 'signed'),
      jacobianSpectrum: await spectrum(planes.jacobian),
      through: await figureOf(planes.through, 'signed'),
      throughSpectrum: await spectrum(planes.through),
    };
  } finally {
    tf.dispose(planes);
  }
}

async function differenceOf(
  model: LayersModel,
  x: tf.Tensor,
  target: number,
  found: tf.Tensor,
): Promise<number> {
  const share = tf.tidy(() => {
    const expected = inputGradient(model, x, { target });
    const most = tf.max(tf.abs(expected));
    return tf.divNoNan(tf.max(tf.abs(tf.sub(expected, found))), most);
  });
  const [value = 0] = await share.data();
  share.dispose();
  return value;
}
