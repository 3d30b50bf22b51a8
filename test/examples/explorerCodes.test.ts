import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import * as library from 'fourier-xai';
import { splitModel } from 'fourier-xai';
import { loadModel } from 'fourier-xai/load';
import { describe, expect, it } from 'vitest';
import {
  convolutionCode,
  derivativesCode,
  kernelsCode,
  layersCode,
  rateCode,
  selectionCode,
} from '../../examples/explorer/views/codes';
import { codeOf } from '../../examples/explorer/views/relevance/codeOf';
import { methodNames } from '../../examples/explorer/worker/protocol';
import { randomTensor } from '../../support/random';

const models = 'examples/explorer/public/models';

/** Runs lines with what they import, and gives what they call `result`. */
async function run(code: string, given: Readonly<Record<string, unknown>>, result: string) {
  const imported = [...code.matchAll(/^import \{ (.*) \} from 'fourier-xai';$/gm)].flatMap(
    ([, names]) => (names as string).split(', '),
  );
  const lines = code
    .replaceAll(/^import .*$/gm, '')
    .replace("await loadModel('model.json')", 'opened');
  const values = imported.map((name) => (library as Record<string, unknown>)[name]);
  expect(values).not.toContain(undefined);
  const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor;
  const call = new AsyncFunction(
    ...[...Object.keys(given), ...imported],
    `${lines}\nreturn ${result};`,
  );
  return call(...Object.values(given), ...values);
}

const shapes = async () => ({
  opened: await loadModel(`${models}/shapes/model.json`),
  x: randomTensor([1, 32, 32, 3], 1),
  tf: { ...tf, model: tfl.model },
});
/** With one layer of ReLUs. */
const cifar = async () => {
  const opened = await loadModel(`${models}/cifar/model.json`);
  const channels = opened.inputs[0]?.shape.at(-1) as number;
  return { opened, x: randomTensor([1, 32, 32, channels], 1), tf };
};
const digits = async (images: number) => ({
  opened: await loadModel(`${models}/digits/model.json`),
  x: randomTensor([images, 28, 28, 1], 1),
  tf,
});

describe('the code that the explorer offers', () => {
  it.each(methodNames)('makes a map by %s', async (method) => {
    const code = codeOf({ method, sigma: 2, gamma: 0.8, target: 1 });
    const given = await (method === 'exactIntegratedGradients' ? cifar() : shapes());
    const { shape } = (await run(code, given, 'map')) as tf.Tensor;
    expect(shape.slice(0, 3)).toEqual([1, 32, 32]);
  });

  it.each(['lrpEpsilonGammaBox', 'deepTaylor'] as const)('knows the box for %s', async (method) => {
    const codeFor = (box?: readonly [number, number]) =>
      codeOf({ method, sigma: 2, gamma: 1, target: 1, box });
    expect(codeFor([-1, 1])).toMatch(/-1, (high: )?1/);
    const given = await shapes();
    const values = await given.x.data();
    const box = [Math.min(...values), Math.max(...values)] as const;
    const [own, told] = [
      await run(codeFor(), given, 'map.data()'),
      await run(codeFor(box), given, 'map.data()'),
    ];
    const most = Math.max(...own.map(Math.abs));
    expect(most).toBeGreaterThan(0);
    for (const [i, value] of own.entries()) {
      expect(Math.abs(value - told[i])).toBeLessThan(2e-3 * most);
    }
  });

  it('reads kernels', async () => {
    const stretches = await run(kernelsCode('conv1'), await shapes(), 'stretches');
    expect(stretches.length).toBe(8 * 8 * 3);
  });

  it('convolves as the layer does', async () => {
    const place = { layer: 'conv2', input: 3, output: 4 };
    const { output, channel, kernel } = (await run(
      convolutionCode(place),
      await shapes(),
      '{ output, channel, kernel }',
    )) as Record<string, tf.Tensor4D>;
    const expected = tf.conv2d(channel as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'same');
    const apart = tf.max(tf.abs(tf.sub(output as tf.Tensor, expected)));
    expect((await apart.data())[0]).toBeLessThan(1e-4);
  });

  it('convolves as layers in one do, away from the edges', async () => {
    const fused = ['conv1', 'conv2', 'conv3'];
    const given = await digits(1);
    const code = convolutionCode({ layer: 'conv3', fused, input: 0, output: 100 });
    const output = (await run(code, given, 'output')) as tf.Tensor4D;
    const y = splitModel(given.opened).g.predict(given.x) as tf.Tensor4D;
    const inside = (of: tf.Tensor4D, channel: number) =>
      tf.slice(of, [0, 2, 2, channel], [1, 24, 24, 1]);
    const apart = tf.max(tf.abs(tf.sub(inside(output, 0), inside(y, 100))));
    expect((await apart.data())[0]).toBeLessThan(1e-4);
    expect((await tf.max(tf.abs(y)).data())[0]).toBeGreaterThan(0.01);
  });

  it('differentiates', async () => {
    const code = derivativesCode([3, 4], 9, 1);
    const { gradient, automatic, through, headGradient, g } = await run(
      code,
      await digits(1),
      '{ gradient, automatic, through, headGradient, g }',
    );
    const apart = tf.max(tf.abs(tf.sub(gradient, automatic)));
    expect((await apart.data())[0]).toBeLessThan(1e-3);
    // <c, g(u)> = <the pull-back of c, u>, for any u
    const u = randomTensor([1, 28, 28, 1], 3);
    const channel = (y: tf.Tensor) => tf.slice(y, [0, 0, 0, 9], [-1, -1, -1, 1]);
    const moved = tf.sub(g.predict(u), g.predict(tf.zerosLike(u)));
    const [pushed] = await tf.sum(tf.mul(channel(headGradient), channel(moved))).data();
    const [pulled] = await tf.sum(tf.mul(through, u)).data();
    expect(Math.abs(pushed as number)).toBeGreaterThan(0.01);
    expect(pulled).toBeCloseTo(pushed as number, 4);
  });

  it('passes the relevance of a channel on', async () => {
    const code = layersCode({ layer: 'conv3', input: 0, output: 4 }, 2);
    const { byChannel, through } = await run(code, await shapes(), '{ byChannel, through }');
    const [passed] = await tf.sum(through).data();
    const channel = (await byChannel.data())[4] as number;
    expect(passed).toBeCloseTo(channel, 2);
  });

  it('selects kernels', async () => {
    const { histogram } = await run(selectionCode(0.3), await digits(2), '{ histogram }');
    expect(histogram).toHaveLength(128);
  });

  it('names what judges a learning rate', () => {
    expect(rateCode(0.01, 5)).toContain('initialLearningRate: 0.01');
    expect(library.diagnoseLearningRate).toBeTypeOf('function');
  });
});
