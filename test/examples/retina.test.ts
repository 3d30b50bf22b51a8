import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { classDistribution, splitModel } from 'fourier-xai';
import { loadModel } from 'fourier-xai/load';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeModel } from '../../examples/explorer/making/writeModel';
import { loadBase } from '../../examples/retina/base';
import { batchesOf } from '../../examples/retina/batches';
import { checkBytes } from '../../examples/retina/features';
import { headModel, version1, version2, wholeModel } from '../../examples/retina/heads';
import { sensitivities } from '../../examples/retina/judged';
import { readGrades } from '../../examples/retina/labelled';
import { parseOptions } from '../../examples/retina/options';
import { findPhotographs, type Photograph } from '../../examples/retina/photographs';
import { prepareAll } from '../../examples/retina/prepareAll';
import { prepareImage } from '../../examples/retina/prepareImage';
import { splitByPatient, undersampled } from '../../examples/retina/split';
import type { Task } from '../../examples/retina/task';
import { scalingByNames, scalingOf } from '../../examples/shared/scalings';
import { seedWeights } from '../../support/models';
import { randomArray } from '../../support/random';
import { expectNoPaths, expectReadable } from '../../support/reportChecks';
import { UserError } from '../../support/userError';
import { expectClose } from '../helpers/expectClose';
import { expectComplaint, runProgram } from '../helpers/run';

const program = 'examples/retina/main.ts';
let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(at(name), content);
  return at(name);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'retina-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A made-up photograph: a disc on black, with as many bright spots as its grade. */
async function photograph(grade: number, seed: number, width = 96, height = 64) {
  const noise = randomArray(width * height + 20, seed);
  const spots = Array.from({ length: 3 * grade }, (_, i) => [
    width / 2 + 18 * (noise[2 * i] as number),
    height / 2 + 18 * (noise[2 * i + 1] as number),
  ]);
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (Math.hypot(x - width / 2, y - height / 2) > 29) continue;
      const isSpot = spots.some(([a = 0, b = 0]) => Math.hypot(x - a, y - b) < 3);
      const grain = 8 * (noise[y * width + x] as number);
      data.set(isSpot ? [250, 240, 120] : [150 + grain, 80 + grain, 40], (y * width + x) * 3);
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** Stride 8, so that images of 32 pixels have 4 x 4 features. */
const tinyBase = () =>
  seedWeights(
    tfl.sequential({
      layers: [
        tfl.layers.conv2d({
          ...{ name: 'conv_dw_1', filters: 6, kernelSize: 3, strides: 4, padding: 'same' },
          ...{ activation: 'relu', inputShape: [32, 32, 3] },
        }),
        tfl.layers.conv2d({ filters: 8, kernelSize: 3, strides: 2, padding: 'same' }),
        tfl.layers.globalAveragePooling2d({}),
        tfl.layers.dense({ units: 10, activation: 'softmax' }),
      ],
    }),
  );

describe('the options', () => {
  const parse = (...args: string[]) => parseOptions(['--images=a', '--labels=b.csv', ...args]);

  it('have defaults, and are refused by name', () => {
    expect(parse()).toMatchObject({ size: 224, limits: { 0: 5000 }, every: 5, length: 'usual' });
    expect(parse('--limit=0:5', '--limit=03:7')?.limits).toEqual({ 0: 5, 3: 7 });
    expect(parseOptions(['--help'])).toBeUndefined();
    for (const [args, message] of [
      [['--limit=5'], /--limit must be as 0:5000, but it is '5'/],
      [['--limit=1:0'], /--limit must be as 0:5000/],
      [['--scaling=torch'], /--scaling must be one of unit, signed, caffe, but it is 'torch'/],
      [['--size=8'], /--size must be a whole number of at least 32/],
      [['--full', '--small'], /--full and --small exclude each other/],
    ] as const) {
      expect(() => parse(...args)).toThrow(message);
    }
    expect(() => parseOptions(['--images=a'])).toThrow(/--labels is needed/);
  });
});

describe('the grades', () => {
  it('are read as Kaggle has them: both eyes are of one patient', () => {
    const file = write('kaggle.csv', 'image,level\n10_left,0\n10_right,2\n13_left,4\n');
    expect(readGrades(file)).toEqual({
      grades: [
        { image: '10_left', label: 0, patient: '10' },
        { image: '10_right', label: 2, patient: '10' },
        { image: '13_left', label: 4, patient: '13' },
      ],
      skipped: [],
    });
  });

  it('are read with patients and endings; lines that say nothing are named', () => {
    const lines = [
      'File,patient,eye,Grade',
      'a.jpg,P1,R,3',
      'a.jpg,P1,R,2',
      'b.jpg,P2,L,x',
      ',P3,L,1',
    ];
    const file = write('own.csv', `\ufeff${lines.join('\r\n')}\r\n`);
    const { grades, skipped } = readGrades(file);
    expect(grades).toEqual([{ image: 'a.jpg', label: 3, patient: 'P1' }]);
    expect(skipped).toEqual([
      'a.jpg: a second label',
      "b.jpg: its level is 'x', not a whole number from 0",
      "a line without an image, of level '1'",
    ]);
  });

  it('need their columns', () => {
    const file = write('bad.csv', 'name,level\na,1\n');
    expect(() => readGrades(file)).toThrow(
      /must have a column image or file .*, but they have name, level/,
    );
    expect(() => readGrades(write('zero.csv', 'image,level\0'))).toThrow(/are no text/);
  });

  it('meet photographs with or without endings; what is alone is named', () => {
    mkdirSync(at('some'));
    for (const name of ['1_left.jpeg', '2_left.PNG', '2_left.webp', 'alone.jpg', 'notes.txt'])
      write(`some/${name}`, '');
    const labels = write('some.csv', 'image,level\n1_left,0\n2_LEFT.png,1\nmissing,2\n');
    const { found, skipped } = findPhotographs(at('some'), labels);
    expect(found.map(({ image, label }) => [image, label])).toEqual([
      ['1_left', 0],
      ['2_left', 1],
    ]);
    expect(skipped).toEqual([
      '2_left.webp: an image of the same name as 2_left.PNG',
      'missing: a label without an image',
      'alone.jpg: an image without a label',
    ]);
    const others = write('others.csv', 'image,level\nx,0\n');
    expect(() => findPhotographs(at('some'), others)).toThrow(/no image of .* has a label/);
    expect(() => findPhotographs(at('nowhere'), labels)).toThrow(UserError);
  });
});

describe('the split', () => {
  const patients = fc.array(
    fc.record({ label: fc.integer({ min: 0, max: 4 }), patient: fc.integer({ min: 0, max: 30 }) }),
    { minLength: 40, maxLength: 90 },
  );
  const photographs = (list: readonly { label: number; patient: number }[]): Photograph[] =>
    list.map(({ label, patient }, i) => ({
      ...{ label, patient: `p${patient}`, image: `i${i}`, file: `i${i}.png` },
    }));

  it('puts every image on one side, and all of a patient on the same', () => {
    fc.assert(
      fc.property(patients, fc.nat(100), (list, seed) => {
        fc.pre(new Set(list.map(({ patient }) => patient)).size >= 7);
        const all = photographs(list);
        const split = splitByPatient(all, seed);
        const sides = [split.train, split.validation, split.test];
        expect(sides.flat().sort((a, b) => a - b)).toEqual(all.map((_, i) => i));
        const of = (side: readonly number[]) => new Set(side.map((i) => all[i]?.patient));
        const [a, b, c] = sides.map(of) as [Set<string>, Set<string>, Set<string>];
        expect(a.size + b.size + c.size).toBe(new Set([...a, ...b, ...c]).size);
        expect(Math.min(a.size, b.size, c.size)).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
    const few = photographs([1, 2, 3].map((patient) => ({ label: 0, patient })));
    expect(() => splitByPatient(few, 1)).toThrow(/at least 7 patients, but there are 3/);
  });

  it('keeps 5000 images of class 0 and all of the others, as the document does', () => {
    const counts = [25810, 2443, 5292, 873, 708];
    const all = photographs(
      counts.flatMap((count, label) =>
        Array.from({ length: count }, (_, patient) => ({ label, patient })),
      ),
    );
    const split = { train: all.map((_, i) => i), validation: [], test: [] };
    const kept = undersampled(split, all, { 0: 5000, 9: 10 }, 1);
    const labels = kept.map((i) => all[i]?.label as number);
    expect(classDistribution(labels, 5)).toEqual([5000, 2443, 5292, 873, 708]);
  });
});

describe('the preparation', () => {
  const prepared = async (image: Sharp, name: string) => {
    await image.toFile(at(name));
    const { raw, cropped, square, evened } = await prepareImage(at(name), 32);
    const shapes = [raw, cropped, square, evened].map(({ shape }) => shape);
    const values = await evened.data();
    tf.dispose([raw, cropped, square, evened]);
    return { shapes, values };
  };

  it('cuts the frame, fills up to a square, and evens the contrast', async () => {
    const { shapes, values } = await prepared(await photograph(1, 3), 'disc.png');
    // within twice the size: 64 of 96 columns; the disc has 59 of 96 pixels there
    expect(shapes[0]).toEqual([43, 64, 3]);
    const [rows = 0, columns = 0] = shapes[1] as number[];
    expect(Math.abs(rows - 39.3)).toBeLessThan(2);
    expect(Math.abs(columns - 39.3)).toBeLessThan(2);
    expect(shapes[2]).toEqual([Math.max(rows, columns), Math.max(rows, columns), 3]);
    expect(shapes[3]).toEqual([32, 32, 3]);
    expect(Math.max(...values)).toBeLessThanOrEqual(1);
  });

  it.each([
    ['gray', (image: Sharp) => image.toColourspace('b-w').png(), 'gray.png'],
    ['CMYK', (image: Sharp) => image.toColourspace('cmyk').jpeg(), 'cmyk.jpg'],
    ['16-bit', (image: Sharp) => image.toColourspace('rgb16').png(), 'deep.png'],
    ['transparent', (image: Sharp) => image.ensureAlpha(0.9).png(), 'alpha.png'],
    ['TIFF', (image: Sharp) => image.tiff(), 'image.tif'],
  ])('takes %s photographs', async (_, changed, name) => {
    const { shapes } = await prepared(changed(await photograph(2, 5)), name);
    expect(shapes[3]).toEqual([32, 32, 3]);
  });

  it('turns a photograph upright by its EXIF orientation', async () => {
    const { shapes } = await prepared(
      (await photograph(1, 3)).withMetadata({ orientation: 6 }),
      'exif.jpg',
    );
    expect(shapes[0]).toEqual([64, 43, 3]);
  });

  it('names and counts what cannot be prepared, and prepares again what has changed', async () => {
    mkdirSync(at('mixed'));
    await (await photograph(1, 1)).toFile(at('mixed', 'good.png'));
    await (await photograph(1, 1)).resize(24).toFile(at('mixed', 'tiny.png'));
    write('mixed/broken.jpg', readFileSync(at('exif.jpg')).subarray(0, 600));
    write('mixed/text.jpg', 'no image');
    write('mixed/empty.jpg', '');
    const photographs = ['good.png', 'tiny.png', 'broken.jpg', 'text.jpg', 'empty.jpg'].map(
      (name) => ({
        ...{ image: name.slice(0, -4), label: 1, patient: name, file: at('mixed', name) },
      }),
    );
    const first = await prepareAll(photographs, at('prepared'), 32);
    expect(first.images.map(({ image }) => image)).toEqual(['good']);
    expect(first.now).toBe(1);
    expect(first.skipped).toHaveLength(4);
    expect(first.skipped.join('\n')).toMatch(/^tiny: without its frame it has \d+ x \d+ pixels$/m);
    for (const name of ['broken', 'text', 'empty']) {
      expect(first.skipped.some((each) => each.startsWith(`${name}: `))).toBe(true);
    }
    expect(existsSync(at('prepared', '1', 'good.png'))).toBe(true);
    expect((await prepareAll(photographs.slice(0, 1), at('prepared'), 32)).now).toBe(0);
    expect((await prepareAll(photographs.slice(0, 1), at('prepared'), 40)).now).toBe(1);
    utimesSync(at('mixed', 'good.png'), 1, 1); // an older photograph in its place
    expect((await prepareAll(photographs.slice(0, 1), at('prepared'), 40)).now).toBe(1);
  });
});

describe('the base', () => {
  it('scales pixels as Keras does', async () => {
    const rgb = tf.tensor4d([1, 0.5, 0, 0.2, 0.4, 0.6], [1, 1, 2, 3]);
    await expectClose(scalingOf('signed').scaled(rgb), tf.tensor4d([1, 0, -1, -0.6, -0.2, 0.2], [1, 1, 2, 3])); // biome-ignore format: one line
    // tf.keras.applications.vgg16.preprocess_input: BGR, minus 103.939, 116.779, 123.68
    const caffe = [
      0 - 103.939,
      127.5 - 116.779,
      255 - 123.68,
      153 - 103.939,
      102 - 116.779,
      51 - 123.68,
    ];
    await expectClose(scalingOf('caffe').scaled(rgb), tf.tensor4d(caffe, [1, 1, 2, 3]));
    await expectClose(scalingOf('unit').scaled(rgb), rgb);
  });

  it.each([
    ['caffe', ['input_1', 'block1_conv1', 'block1_conv2']],
    ['caffe', ['input_1', 'conv1_pad', 'conv1_conv', 'conv2_block1_1_conv']],
    ['signed', ['input_1', 'Conv1', 'bn_Conv1', 'expanded_conv_depthwise']],
    ['signed', ['input_1', 'conv1_pad', 'conv1', 'conv_dw_1']],
    ['signed', ['input_1', 'conv2d', 'mixed0']],
    [undefined, ['conv2d', 'conv1_pad', 'dense']],
  ])('knows the scaling %s by its layers', (scaling, layers) => {
    expect(scalingByNames(layers)).toBe(scaling);
  });

  it('is cut before its pooling, and frozen; without classes it is taken whole', async () => {
    await writeModel(at('base'), tinyBase());
    const file = at('base', 'model.json');
    const base = await loadBase({ base: file, scaling: undefined, size: 32 });
    expect(base).toMatchObject({ scaling: 'signed', shape: [4, 4, 8], layers: 5 });
    expect(base.model.layers.every(({ trainable }) => !trainable)).toBe(true);
    await writeModel(at('cut'), base.model);
    const cut = await loadBase({ base: at('cut', 'model.json'), scaling: 'unit', size: 32 });
    const x = tf.randomUniform([2, 32, 32, 3]);
    await expectClose(cut.model.predict(x) as tf.Tensor, base.model.predict(x) as tf.Tensor);
    const refused = async (size: number, message: RegExp, base = file) =>
      expect(loadBase({ base, scaling: undefined, size })).rejects.toThrow(message);
    await refused(64, /must take images of 64 x 64 RGB pixels, but it takes \[32,32,3\]/);
    await refused(32, /cannot read the base/, at('none.json'));
  });
});

describe('the heads', () => {
  const options = { classes: 5, seed: 3 };
  const kinds = (model: tfl.LayersModel) =>
    model.layers.slice(1).map((layer) => layer.getClassName());

  it('are those of the document', () => {
    const one = headModel(version1, [7, 7, 256], options);
    expect(kinds(one)).toEqual(['GlobalMaxPooling2D', 'Dense', 'Dense', 'Dense']);
    // 256·2048 + 2048 + 2048·256 + 256 + 256·5 + 5
    expect(one.countParams()).toBe(1_052_165);
    const two = headModel(version2, [7, 7, 256], options);
    expect(kinds(two)).toEqual([
      ...['SeparableConv2D', 'GlobalMaxPooling2D', 'Dense', 'Dropout', 'Dense', 'Dropout', 'Dense'],
    ]);
    // 9·256 + 256·1280 + 1280, 1280·1024 + 1024, 1024·256 + 256, 256·5 + 5
    expect(two.countParams()).toBe(331_264 + 1_311_744 + 262_400 + 1285);
    expect(two.layers.flatMap((layer) => layer.getConfig()['rate'] ?? [])).toEqual([0.2, 0.2]);
  });

  it.each([version1, version2])('stand on a base as they were trained', async (head) => {
    const base = tinyBase();
    const { g } = splitModel(base);
    const trained = seedWeights(headModel(head, [4, 4, 8], { ...options, logits: true }), 7);
    const x = tf.randomUniform([3, 32, 32, 3], 0, 1, 'float32', 1);
    const expected = tf.softmax(trained.predict(g.predict(x) as tf.Tensor) as tf.Tensor);
    const whole = wholeModel(g, head, trained, options);
    await expectClose(whole.predict(x) as tf.Tensor, expected);
  });
});

describe('the features', () => {
  it('are refused where they are too many to be kept', () => {
    expect(() => checkBytes(11_600 * 5, [7, 7, 256])).toThrow(
      /features of 58000 images take 2.9 GB, but may take 2.1: use fewer --copies/,
    );
    expect(() => checkBytes(11_600, [7, 7, 256])).not.toThrow();
  });
});

describe('a table', () => {
  it('has a dash for a class without images', () => {
    expect(sensitivities([[1, 1], [0, 0]])).toEqual(['0.50', '-']); // biome-ignore format: one line
  });
});

describe('the batches', () => {
  const labels = Int32Array.from({ length: 40 }, (_, i) => i % 5);
  const values = Float32Array.from({ length: 40 }, (_, i) => i);
  const features = { values, shape: [1, 1, 1], labels };
  const orders = async (seed: number, epoch: number) => {
    const task = { set: { features }, seed, classes: 5 } as unknown as Task;
    const { dataset, begin } = await batchesOf(task);
    begin(epoch);
    const seen: number[] = [];
    const batches = await dataset.iterator();
    for (;;) {
      const { value, done } = await batches.next();
      if (done) return seen;
      const { xs, ys } = value;
      const [x, y] = [await xs.data(), (await ys.array()) as number[][]];
      for (const [i, each] of x.entries()) expect(y[i]?.indexOf(1)).toBe(each % 5);
      seen.push(...x);
    }
  };

  it('hold every image once, with its class, in an order by seed and epoch', async () => {
    const first = await orders(1, 0);
    expect([...first].sort((a, b) => a - b)).toEqual([...values]);
    expect(await orders(1, 0)).toEqual(first);
    expect(await orders(1, 1)).not.toEqual(first);
    expect(await orders(2, 0)).not.toEqual(first);
  });
});

describe('npm run retina', { tags: 'slow' }, () => {
  const args = () => [
    ...[`--images=${at('photographs')}`, `--labels=${at('labels.csv')}`],
    ...[`--base=${at('base', 'model.json')}`, '--size=32', '--small', '--every=2', '--copies=1'],
    ...[`--cache=${at('cache')}`, `--output=${at('retina.html')}`, `--explorer=${at('explorer')}`],
  ];

  beforeAll(async () => {
    mkdirSync(at('photographs'));
    const lines = ['image,level'];
    for (let i = 0; i < 36; i++) {
      const [grade, name] = [i % 3, `${Math.floor(i / 2)}_${i % 2 ? 'left' : 'right'}`];
      await (await photograph(grade, i)).jpeg().toFile(at('photographs', `${name}.jpeg`));
      lines.push(`${name},${grade}`);
    }
    write('photographs/99_left.jpeg', 'no image');
    write('labels.csv', `${[...lines, '99_left,1', '77_left,1'].join('\n')}\n`);
    await writeModel(at('base'), tinyBase());
  });

  /** What the first whole run said. */
  let finished = '';
  const tableOf = (out: string) => /^training .*\n(?:.+\n)+/m.exec(out)?.[0];
  /** When the features were kept. */
  const featureTimes = () =>
    readdirSync(at('cache'))
      .filter((name) => name.endsWith('.features'))
      .map((name) => statSync(at('cache', name)).mtimeMs);

  it('goes on after Ctrl-C, from photographs to maps', async () => {
    const stopped = await runProgram(program, args(), /trainings /);
    expect(stopped.code).toBe(130);
    expect(stopped.err).toMatch(/^stopped: (no training is|\d of 7 trainings are) kept/m);
    const times = featureTimes();
    expect(times.length).toBe(4);
    const { out, err, code } = await runProgram(program, args());
    expect(featureTimes()).toEqual(times);
    finished = out;
    expect(err.replaceAll(/^(preparing|features|trainings).*$/gm, '').trim()).toBe('');
    expect(code).toBe(0);
    expect(out).toMatch(/Number of layers in the base model: 3 \(of 5 in /);
    expect(out).toMatch(/^skipped: 77_left: a label without an image$/m);
    expect(out).toMatch(/^skipped: 99_left: /m);
    expect(out).toMatch(/^36 images of 18 patients$/m);
    expect(out).not.toMatch(/prepared now/);
    expect(out).toMatch(/^version 2, rotated anew +3 /m);
    const html = readFileSync(at('retina.html'), 'utf8');
    await expectReadable(at('retina.html'));
    expectNoPaths(out);
    for (const said of [
      'Photographs become images',
      'without frame',
      'Gaussian',
      'ε γ box',
      'softmax',
    ]) {
      expect(html).toContain(said);
    }
    expect(html).not.toContain(folder);
  });

  it('saves a model that the explorer opens, with its images', async () => {
    const about = JSON.parse(readFileSync(at('explorer', 'about.json'), 'utf8'));
    expect(about).toMatchObject({
      classes: ['No DR', 'Mild', 'Moderate'],
      side: 32,
      scaling: 'signed',
    });
    const { height } = await sharp(at('explorer', 'images.png')).metadata();
    expect(height).toBe(32 * about.labels.length);
    const model = await loadModel(at('explorer', 'model.json'));
    expect(model.layers.map(({ name }) => name)).toContain('head_conv');
    expect((model.predict(tf.zeros([1, 32, 32, 3])) as tf.Tensor).shape).toEqual([1, 3]);
  });

  it('says the same table again, without training', async () => {
    const { out } = await runProgram(program, args());
    expect(out).not.toMatch(/trainings /);
    expect(tableOf(out)).toMatch(/^1e-4, rotated anew +3 /m);
    expect(tableOf(out)).toBe(tableOf(finished));
  });

  it('names what it cannot use', async () => {
    const [images, labels, ...rest] = args();
    await expectComplaint(program, [`--images=${at('none')}`, labels as string, ...rest], /^retina: cannot read the folder/); // biome-ignore format: one line
    await expectComplaint(program, [images as string, `--labels=${at('none.csv')}`, ...rest], /^retina: .*none.csv/); // biome-ignore format: one line
  });
});
