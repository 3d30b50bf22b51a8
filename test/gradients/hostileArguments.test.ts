import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import * as gradients from '../../src/gradients';
import { randomTensor } from '../../support/random';
import { expectRefusal } from '../helpers/leaks';

const { layers } = tfl;
const functions = gradients as unknown as Record<string, (...args: unknown[]) => unknown>;

const model = tfl.sequential({
  layers: [
    layers.conv2d({ inputShape: [6, 6, 1], filters: 2, kernelSize: 3 }),
    layers.flatten(),
    layers.dense({ units: 3 }),
  ],
});
const { g, h } = gradients.splitModel(model);
const open = tfl.sequential({
  layers: [
    layers.conv2d({ inputShape: [null, null, 1], filters: 2, kernelSize: 3 }),
    layers.globalAveragePooling2d({}),
    layers.dense({ units: 2 }),
  ],
});
const x = randomTensor([2, 6, 6, 1]);
const features = randomTensor([2, 4, 4, 2]);
const kernel = randomTensor([3, 3, 1, 2]);
const gone = tf.zeros([2, 3]);
gone.dispose();
const unreadable = new Proxy(
  {},
  {
    get: () => {
      throw new Error('no');
    },
  },
);
const iterable = { *[Symbol.iterator]() {} };
class Own {}

/** Functions whose arguments are these, but for one or none. */
const right: Record<string, unknown[]> = {
  splitModel: [model, 1],
  inputGradient: [model, x, {}],
  headGradient: [h, features, {}],
  chainRule: [model, x, {}],
  jacobian: [(at: tf.Tensor) => tf.square(at), tf.ones([2]), {}],
  convolutionVjp: [g, features, {}],
  convolutionJvp: [g, x],
  linearOperator: [g, {}],
  convolutionJacobian: [g, {}],
  convolutionJacobianSpectrum: [g, {}],
  pixelBasis: [[2, 2]],
  pixelBasisSpectrum: [[2, 2]],
  spectralNorm: [kernel, [4, 4]],
  singularValues: [kernel, [4, 4], {}],
};

const all = Object.keys(right);
const withModel = all.filter((name) => right[name]?.[0] instanceof tfl.LayersModel);
const withOptions = all.filter((name) => JSON.stringify(right[name]?.at(-1)) === '{}');

function call(name: string, place: number, value: unknown) {
  return () => functions[name]?.(...(right[name] as unknown[]).with(place, value));
}

const option = (name: string, options: object) =>
  call(name, (right[name]?.length ?? 0) - 1, options);

describe('public functions of gradients', () => {
  it.each(withOptions)('%s refuses what are no options', async (name) => {
    const last = (right[name]?.length ?? 0) - 1;
    for (const value of [
      null,
      3,
      '',
      [],
      Symbol('no'),
      unreadable,
      new Map(),
      x,
      () => 0,
      iterable,
    ]) {
      await expectRefusal(
        call(name, last, value),
        new RegExp(`^${name}: options must be an object, \\{ name: value \\}, but they are `),
      );
    }
    for (const other of ['toString', 'constructor', 'batchSize', 'Target']) {
      await expectRefusal(
        option(name, { [other]: 3 }),
        new RegExp(`^${name}: unknown option '${other}'; (did you mean|there are) '`),
      );
    }
  });

  it.each(withModel)('%s refuses what is no model, and one that is disposed', async (name) => {
    const dead = tfl.sequential({ layers: [layers.dense({ inputShape: [3], units: 2 })] });
    dead.dispose();
    for (const value of [
      undefined,
      null,
      3,
      {},
      { ...model },
      unreadable,
      Own,
      tfl.sequential(),
      x,
    ]) {
      await expectRefusal(
        call(name, 0, value),
        new RegExp(`^${name}: model must be a built tf\\.LayersModel, but it is `),
      );
    }
    for (let times = 0; times < 2; times++) {
      await expectRefusal(
        call(name, 0, dead),
        new RegExp(`^${name}: model must have all of its weights, but '.*kernel' is disposed$`),
      );
    }
  });

  it.each(all)('%s refuses missing arguments', async (name) => {
    await expectRefusal(
      () => functions[name]?.(),
      new RegExp(`^${name}: \\w+,? .*must be .*undefined$`),
    );
  });

  const refused: readonly [string, object, RegExp][] = [
    ['inputGradient', { target: true }, /target must be a class index, .* but it is true$/],
    ['headGradient', { target: unreadable }, /target must be a class index, .* cannot be read$/],
    ['inputGradient', { target: Own }, /target must be a class index, .* the class Own$/],
    ['chainRule', { target: [Symbol('0'), 1] }, /target must be an integer .* a symbol$/],
    [
      'inputGradient',
      { output: 'logit' },
      /output must be 'logits' or 'probabilities', .* 'logit'$/,
    ],
    ['inputGradient', { output: null }, /output must be 'logits' .* but it is null$/],
    [
      'chainRule',
      { layer: null },
      /layer must be the name or the index of a layer, but it is null$/,
    ],
    [
      'chainRule',
      { layer: [1] },
      /layer must be the name or the index of a layer, but it is \[1\]$/,
    ],
    ['chainRule', { layer: 'toString' }, /no layer 'toString' among /],
    [
      'jacobian',
      { maxBytes: '9' },
      /maxBytes must be above 0 and at most 4294967296, but it is '9'$/,
    ],
    ['jacobian', { maxBytes: Number.POSITIVE_INFINITY }, /maxBytes must be above 0 .* Infinity$/],
    ['convolutionJacobian', { maxBytes: Number.NaN }, /maxBytes must be above 0 .* NaN$/],
    ['convolutionJacobianSpectrum', { maxBytes: 0 }, /maxBytes must be above 0 .* 0$/],
    ['convolutionJacobian', { pixels: {} }, /pixels must be a list .* but it is an object$/],
    [
      'convolutionJacobian',
      { pixels: [gone] },
      /pixels must be a list .* disposed tensor of shape \[2,3\]\]$/,
    ],
    [
      'convolutionJacobianSpectrum',
      { pixels: new Array(2) },
      /pixels must be a list .* \[undefined, undefined\]$/,
    ],
    [
      'convolutionJacobian',
      { pixels: new Array(2 ** 32 - 1) },
      /pixels must be a list .* an array of 4294967295$/,
    ],
    [
      'convolutionJacobian',
      { pixels: [[0, Symbol('1'), 0]] },
      /index 1 of a pixel must be .* a symbol$/,
    ],
    [
      'convolutionVjp',
      { inputShape: 6 },
      /inputShape must be an array of length 1 to 3 .* but it is 6$/,
    ],
    ['convolutionVjp', { inputShape: [6, 0, 1] }, /inputShape must be .* but it is \[6, 0, 1\]$/],
    [
      'convolutionJacobian',
      { inputShape: [2 ** 31, 6, 1] },
      /inputShape must be .* from 1 to 2147483647, .*/,
    ],
    ['singularValues', { onProgress: 3 }, /onProgress must be a function, but it is 3$/],
    [
      'singularValues',
      { signal: { aborted: true } },
      /signal must be an AbortSignal, but it is an object$/,
    ],
  ];
  // it.each would print the options, of which some throw
  for (const [name, options, rule] of refused) {
    it(`${name} says: ${rule.source}`, async () => {
      await expectRefusal(option(name, options), new RegExp(`^${name}: ${rule.source}`));
    });
  }

  it('refuses kernels that are none, or hold nothing', async () => {
    for (const [kernels, rule] of [
      [[], 'g must be a model or a list of kernels, but the list is empty'],
      [new Array(2), 'kernel 1 must be a tensor, but it is undefined'],
      [[unreadable, kernel], 'kernel 1 must be a tensor, but it is an object that cannot be read'],
      [[kernel, undefined], 'kernel 2 must be a tensor, but it is undefined'],
      [[gone], 'kernel 1 is a disposed tensor of shape \\[2,3\\]'],
      [[tf.zeros([0, 3, 1, 2])], 'kernel 1 must hold weights, but its shape is \\[0,3,1,2\\]'],
    ] as const) {
      for (const name of [
        'convolutionJvp',
        'convolutionVjp',
        'convolutionJacobian',
        'convolutionJacobianSpectrum',
      ]) {
        await expectRefusal(call(name, 0, kernels), new RegExp(`^${name}: ${rule}$`));
      }
    }
  });

  it('refuses sizes whose tables do not fit', async () => {
    const size = [30000, 30000];
    await expectRefusal(
      call('spectralNorm', 1, size),
      /^spectralNorm: its transfer function of shape \[30000, 15001, 1, 2\] would take 3,433 MiB, more than /,
    );
    await expectRefusal(
      call('singularValues', 1, [1e9, 1e9]),
      /^singularValues: its transfer function/,
    );
    await expectRefusal(
      call('pixelBasis', 0, [1e5, 1e5]),
      /^pixelBasis: it of shape .* MiB, more than/,
    );
    await expectRefusal(
      option('convolutionJacobian', { inputShape: [1e9, 1e9, 1] }),
      /^convolutionJacobian: g takes \[6, 6, 1\], but got \[1000000000, 1000000000, 1\]$/,
    );
    await expectRefusal(
      () =>
        gradients.convolutionJacobian([kernel], { inputShape: [1e9, 1e9], pixels: [[0, 0, 0]] }),
      /^convolutionJacobian: ∂g\/∂x of shape \[1, 1000000000, 1000000000, 2\] would take .* MiB, more than/,
    );
  });

  it('takes as much memory as it gives, whatever channels are left out', async () => {
    // 512 x 512 channels: the transfer function of all would take 4.3 GB
    const wide = randomTensor([1, 1, 512, 512]);
    const pixels = [[1, 2, 500]];
    const spectrum = gradients.convolutionJacobianSpectrum([wide], {
      inputShape: [64, 64],
      pixels,
    });
    const weights = (await wide.data()).subarray(500 * 512, 501 * 512);
    const [real, imag] = [await spectrum.real.data(), await spectrum.imag.data()];
    for (const [u, v, o] of [
      [0, 0, 3],
      [5, 63, 511],
      [33, 20, 0],
    ] as const) {
      const angle = -2 * Math.PI * ((u * 1) / 64 + (v * 2) / 64);
      const at = (u * 64 + v) * 512 + o;
      expect(real[at]).toBeCloseTo((weights[o] as number) * Math.cos(angle), 4);
      expect(imag[at]).toBeCloseTo((weights[o] as number) * Math.sin(angle), 4);
    }
    tf.dispose([wide, { ...spectrum }]);
  });

  it('refuses batches without a sample or a value, of models and functions', async () => {
    const [empty, flat, scalar] = [tf.zeros([0, 6, 6, 1]), tf.zeros([2, 0, 6, 1]), tf.scalar(1)];
    const rows = (at: tf.Tensor) => tf.sum(at, [2, 3]);
    for (const of of [model, rows]) {
      await expectRefusal(
        () => gradients.inputGradient(of, empty),
        /^inputGradient: x must hold at least one sample, but its shape is \[0,6,6,1\]$/,
      );
    }
    for (const of of [open, rows]) {
      await expectRefusal(
        () => gradients.inputGradient(of, flat),
        /^inputGradient: x must hold at least one value, but its shape is \[2,0,6,1\]$/,
      );
    }
    await expectRefusal(
      () => gradients.headGradient((at) => at, scalar),
      /^headGradient: features must be a batch, but it is a scalar$/,
    );
  });

  it('refuses images that are smaller than a kernel', async () => {
    for (const sides of [
      [2, 9],
      [9, 1],
    ] as const) {
      const images = tf.ones([1, ...sides, 1]);
      await expectRefusal(
        () => gradients.inputGradient(open, images),
        new RegExp(
          `^inputGradient: Conv2D '\\w+' gives nothing for inputs of shape \\[1, ${sides[0]}, ${sides[1]}, 1\\]: they are too small$`,
        ),
      );
    }
  });

  it('refuses what functions give in the place of outputs', async () => {
    const rows = tf.ones([2, 3]);
    const { inputGradient, jacobian } = gradients;
    const of = (value: unknown) => () => inputGradient((() => value) as never, rows);
    for (const value of [undefined, null, 3, 'y', {}, [undefined], Symbol('y'), [[rows]]]) {
      await expectRefusal(
        of(value),
        /^inputGradient: what the model gives must be a tensor, but it is /,
      );
    }
    await expectRefusal(
      of([]),
      /^inputGradient: the model must give a tensor, but it gives an empty list$/,
    );
    await expectRefusal(
      of(gone),
      /^inputGradient: what the model gives is a disposed tensor of shape \[2,3\]$/,
    );
    await expectRefusal(
      () => inputGradient(() => tf.ones([5, 3]), rows),
      /^inputGradient: the model must give an entry for each of 2 samples, but its output has shape \[5,3\]$/,
    );
    await expectRefusal(
      () => inputGradient((at) => tf.sum(at), rows, { target: (y) => y }),
      /^inputGradient: the model must give an entry for each of 2 samples, but its output has shape \[\]$/,
    );
    let calls = 0;
    await expectRefusal(
      () => jacobian(() => tf.ones([++calls]), rows),
      /^jacobian: f\(x\) must always have the same shape, but it has \[1\] and \[2\]$/,
    );
    const asynchronous = async () => {
      throw new Error('nobody waits for this');
    };
    await expectRefusal(
      () => jacobian(asynchronous as never, rows),
      /^jacobian: f\(x\) must be a tensor, but it is an object$/,
    );
  });

  it('lets functions dispose what they get', async () => {
    const rows = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const greedy = (at: tf.Tensor) => {
      const y = tf.square(at);
      at.dispose();
      return y;
    };
    tf.dispose([gradients.inputGradient(greedy, rows), gradients.jacobian(greedy, rows)]);
    await rows.data();
  });

  it('refuses what a graph model gives, and what it refuses', async () => {
    const graph = (predict: () => unknown) => ({ predict, execute: predict }) as never;
    const rows = tf.ones([2, 3]);
    const of = (predict: () => unknown) => () => gradients.inputGradient(graph(predict), rows);
    await expectRefusal(
      of(() => undefined),
      /^inputGradient: the tf\.GraphModel must have one output, .* but it has 0$/,
    );
    await expectRefusal(
      of(() => ({ y: 3 })),
      /^inputGradient: what the model gives must be a tensor, but it is 3$/,
    );
    await expectRefusal(
      of(() => {
        throw new Error('of another shape');
      }),
      /^inputGradient: tf\.js cannot run the tf\.GraphModel: of another shape$/,
    );
  });
});
