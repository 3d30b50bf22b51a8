import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { decode, encode } from 'fast-png';
import { conservationReport, gradientTimesInput, heatmap } from 'fourier-xai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseOptions as parseMnist } from '../../examples/mnist/options';
import { cacheFile, trainingOf } from '../../examples/mnist/training';
import { parseOptions } from '../../examples/relevance/options';
import { readLabels } from '../../examples/relevance/readLabels';
import { decodeImage } from '../../examples/shared/decodeImage';
import { inSquares } from '../../examples/shared/inSquares';
import { saveModel } from '../../examples/shared/modelFile';
import { loadDigits } from '../../support/digits';
import { documentModel, seedWeights } from '../../support/models';
import { expectNoPaths, expectReadable } from '../../support/reportChecks';
import { UserError } from '../../support/userError';
import { expectClose } from '../helpers/expectClose';
import { expectComplaint, runProgram } from '../helpers/run';

const program = 'examples/relevance/main.ts';
const shared = '../shared/data/models/tinyvgg-cnn-explainer';
const { layers } = tfl;
let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(at(name), content);
  return at(name);
};

/** model.json and weights.bin, as tf.js's own file handlers write them. */
async function save(model: tfl.LayersModel, name: string): Promise<string> {
  mkdirSync(at(name));
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      write(join(name, 'model.json'), JSON.stringify({ modelTopology, weightsManifest }));
      write(join(name, 'weights.bin'), new Uint8Array(weightData as ArrayBuffer));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  return at(name, 'model.json');
}

const bytes = Uint8Array.from({ length: 6 * 6 * 3 }, (_, i) => (37 * i) % 256);
const x = tf.tensor4d(Float32Array.from(bytes, (byte) => byte / 255), [1, 6, 6, 3]); // biome-ignore format: one line

const colourModel = () =>
  seedWeights(
    tfl.sequential({
      layers: [
        layers.conv2d({ filters: 3, kernelSize: 3, activation: 'relu', inputShape: [6, 6, 3] }),
        layers.flatten(),
        layers.dense({ units: 4, activation: 'softmax' }),
      ],
    }),
  );

let model: tfl.LayersModel;
let file: string;
let image: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'relevance-'));
  model = colourModel();
  file = await save(model, 'colour');
  image = write('a<b>.png', encode({ width: 6, height: 6, channels: 3, data: bytes }));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the options', () => {
  it('have defaults', () => {
    expect(parseOptions([])).toEqual({
      output: 'relevance.html',
      cache: undefined,
      user: undefined,
    });
    expect(parseOptions(['--model=m', '--image=a', '--image=b'])?.user).toEqual({
      ...{ model: 'm', images: ['a', 'b'], target: undefined, range: [0, 1], labels: undefined },
    });
    expect(parseOptions(['--model=m', '--image=a', '--range=-1,1'])?.user?.range).toEqual([-1, 1]);
    expect(parseOptions(['--help'])).toBeUndefined();
  });

  it.each([
    [['--image=a'], '--image goes with a --model, but there is none'],
    [['--class=1'], '--class goes with a --model, but there is none'],
    [['--model=m'], '--model needs an --image to look at'],
    [['--model=m', '--image=a', '--class=x'], /^--class must be a whole number .* 'x'$/],
    [['--model=m', '--image=a', '--range=1,0'], /^--range must be two numbers, .* '1,0'$/],
    [['--model=m', '--image=a', '--range=1'], /^--range must be two numbers, .* '1'$/],
    [['--model=m', '--image=a', '--range=0,'], /^--range must be two numbers, .* '0,'$/],
    [['--model=m', '--image='], /^--image must have a value/],
  ])('refuse %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(UserError);
    expect(() => parseOptions(args)).toThrow(message);
  });
});

describe('images', () => {
  const format = { rows: 2, columns: 2, channels: 3, range: [-1, 1] } as const;

  it('are cut about the centre and scaled to the range', async () => {
    const black = [0, 0, 0];
    const white = [255, 255, 255];
    const line = [...white, ...black, ...white, ...white]; // the middle columns are black and white
    const data = Uint8Array.from([...line, ...line]);
    const wide = write('wide.png', encode({ width: 4, height: 2, channels: 3, data }));
    const row = [-1, -1, -1, 1, 1, 1];
    await expectClose(await decodeImage(wide, format), tf.tensor4d([...row, ...row], [1, 2, 2, 3]));
  });

  it('are white where they are transparent, and grey for models of one channel', async () => {
    const data = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 255, 90, 90, 90, 255, 255, 255, 255, 255]);
    const clear = write('clear.png', encode({ width: 2, height: 2, channels: 4, data }));
    const grey = await decodeImage(clear, { ...format, channels: 1, range: [0, 255] });
    await expectClose(grey, tf.tensor4d([255, 0, 90, 255], [1, 2, 2, 1]));
  });
});

it('maps of large images show the means of squares, also of cut ones', async () => {
  const map = tf.tensor4d(
    Float32Array.from({ length: 65 }, (_, i) => i),
    [1, 1, 65, 1],
  );
  const expected = Array.from({ length: 65 }, (_, i) => (i === 64 ? 64 : i - (i % 2) + 0.5));
  await expectClose(inSquares(map), tf.tensor4d(expected, [1, 1, 65, 1]));
});

it('labels are a JSON list, a field of an object, or lines', () => {
  const names = ['one', 'two'];
  expect(readLabels(write('list.json', JSON.stringify(names)), 2)).toEqual(names);
  expect(readLabels(write('metadata.json', JSON.stringify({ labels: names })), 2)).toEqual(names);
  expect(readLabels(write('lines.txt', 'one\r\ntwo\n'), 2)).toEqual(names);
  expect(() => readLabels(at('lines.txt'), 3)).toThrow(/must name the 3 classes .* names 2$/);
  expect(() => readLabels(at('none.txt'), 3)).toThrow(/^cannot read the labels .* \(ENOENT\)$/);
});

type Picture = ReturnType<typeof decode>;

/** The pictures of a page. */
const picturesOf = (html: string) =>
  [...html.matchAll(/base64,([^"]+)"/g)].map(([, code]) =>
    decode(Buffer.from(code as string, 'base64')),
  );

describe('a model of the user', () => {
  it('is explained as the functions explain it', async () => {
    const labels = write('names.txt', 'ant\nbee\ncat\ndog\n');
    const args = [`--model=${file}`, `--image=${image}`, '--class=2', `--labels=${labels}`];
    const { out, err, code } = await runProgram(program, [...args, `--output=${at('user.html')}`]);
    expect(err).not.toMatch(/error/i);
    expect(code).toBe(0);
    expect(out).toMatch(/gradient × input +-?\d/);
    const html = readFileSync(at('user.html'), 'utf8');
    const text = html.replace(/base64,[^"]+/g, '');
    expect(text).not.toMatch(/NaN|undefined|a<b>/);
    expect(text).not.toMatch(/(src|href|xlink:href)="(https?:)?\/\//);
    expect(text).toContain('>cat<br>output ');
    for (const title of ['side by side', 'Laid over', 'frequencies', 'what matters', 'Receipts']) {
      expect(text).toContain(title);
    }

    const relevance = gradientTimesInput(model, x, { target: 2 });
    const [receipt] = await conservationReport(model, x, relevance, { target: 2 });
    const cells = /<tr><td>gradient\s× input<\/td>((?:<td>-?[\d.]+<\/td>){4})/.exec(
      text.slice(text.indexOf('Receipts</h2>')),
    )?.[1];
    const numbers = [...(cells ?? '').matchAll(/>(-?[\d.]+)</g)].map(([, value]) => Number(value));
    const { output, relevanceSum, biasShare } = receipt!;
    await expectClose(numbers, [output, 0, relevanceSum, biasShare], 1e-3);

    const rgb = await heatmap(relevance, { gamma: 0.6 }).data();
    const [input, first] = picturesOf(html) as [Picture, Picture];
    const pixels = ({ data, width }: Picture) =>
      Array.from({ length: 36 }, (_, i) => {
        const zoom = width / 6;
        const from = 3 * (Math.floor(i / 6) * zoom * width + (i % 6) * zoom);
        return [...data.slice(from, from + 3)];
      }).flat();
    const largest = Math.max(...bytes);
    const stretched = [...bytes].map((byte) => (255 * byte) / largest);
    await expectClose(pixels(input), stretched, 0.01);
    await expectClose(pixels(first), [...rgb].map((value) => 255 * value), 0.01); // biome-ignore format: one line
  }, 60_000);

  it('leaves out what does not apply, and says why', {
    tags: 'slow',
    timeout: 60_000,
  }, async () => {
    const flat = tfl.sequential({
      layers: [
        layers.conv2d({ filters: 2, kernelSize: 6, activation: 'relu', inputShape: [6, 6, 3] }),
        layers.reshape({ targetShape: [2] }),
        layers.dense({ units: 2 }),
      ],
    });
    const args = [`--model=${await save(seedWeights(flat), 'flat')}`, `--image=${image}`];
    const { out, code } = await runProgram(program, [...args, `--output=${at('flat.html')}`]);
    expect(code).toBe(0);
    expect(out).toMatch(/^left out: gradCam: the model has no Flatten/m);
    expect(readFileSync(at('flat.html'), 'utf8')).toContain('Grad-CAM: gradCam: the model has no');
  });

  it('says in one line what is wrong', { tags: 'slow', timeout: 180_000 }, async () => {
    const { weightsManifest, modelTopology } = JSON.parse(readFileSync(file, 'utf8'));
    const dense = seedWeights(
      tfl.sequential({ layers: [layers.dense({ units: 2, inputShape: [5] })] }),
    );
    const rows = await save(dense, 'rows');
    const short = await save(model, 'short');
    truncateSync(at('short', 'weights.bin'), 50);
    const missing = await save(model, 'missing');
    rmSync(at('missing', 'weights.bin'));
    const unknown = { weightsManifest, modelTopology: structuredClone(modelTopology) };
    unknown.modelTopology.config.layers[0].class_name = 'Conv9D';
    const json = (name: string, value: unknown) => write(name, JSON.stringify(value));
    const on = (path: string, ...more: string[]) => [
      ...[`--model=${path}`, `--image=${image}`, `--output=${at('never.html')}`, ...more],
    ];
    const complaints: [string[], RegExp][] = [
      [
        on(at('none.json')),
        /^relevance: the model .* cannot be loaded: '.*none.json' cannot be read: ENOENT$/m,
      ],
      [
        on(write('text.json', 'text')),
        /^relevance: the model .*'.*text.json' is no model that is known/m,
      ],
      [
        on(json('null.json', null)),
        /^relevance: the model .*'.*null.json' is no model that is known/,
      ],
      [
        on(json('graph.json', { modelTopology: { node: [] } })),
        /^relevance: the model .* cannot be loaded: weightsManifest must be a list/,
      ],
      [
        on(json('colour/unknown.json', unknown)),
        /cannot be loaded: layer 'conv2d_.*' is a Conv9D, which this library does not know/,
      ],
      [
        on(missing),
        /^relevance: the model .* names the weights 'weights.bin', but that file is not there$/m,
      ],
      [
        on(short),
        /^relevance: .* the weights 'weights.bin' must have 1120 bytes, but they have 50$/m,
      ],
      [on(rows), /^relevance: --model must take images .* but it takes \[batch, 5\]$/m],
      [on(file, '--class=4'), /^relevance: --class must be from 0 to 3, but it is 4$/m],
      [on(file, `--labels=${write('two.txt', 'a\nb')}`), /must name the 4 classes .* names 2$/m],
      [
        on(file, `--image=${at('none.png')}`),
        /^relevance: cannot read the image .*none.png \(ENOENT\)$/m,
      ],
      [on(file, `--image=${write('text.png', 'text')}`), /^relevance: cannot read the image .*: /],
      [['--output', folder], /^relevance: cannot write .*: it is a folder$/m],
    ];
    for (const [args, message] of complaints) await expectComplaint(program, args, message);
    expect(existsSync(at('never.html'))).toBe(false);
  });

  it('shows its options', async () => {
    const { out, code } = await runProgram(program, ['--help']);
    expect(out).toContain('--image FILE');
    expect(code).toBe(0);
  });

  it.skipIf(!existsSync(shared))(
    'may be one that others have trained',
    { tags: 'slow', timeout: 300_000 },
    async () => {
      const args = [`--model=${shared}/model.json`, `--image=${shared}/images/koala_1.jpeg`];
      const { out, code } = await runProgram(program, [...args, `--output=${at('koala.html')}`]);
      expect(code).toBe(0);
      expect(out).not.toContain('left out');
      expect(readFileSync(at('koala.html'), 'utf8')).toMatch(/class 5<br>output 0\.9/);
      await expectReadable(at('koala.html'));
      expectNoPaths(out);
    },
  );
});

it('explains digits with the cached model', { tags: 'slow', timeout: 360_000 }, async () => {
  const options = parseMnist([`--cache=${at('cache')}`])!;
  mkdirSync(at('cache'));
  const sets = [loadDigits('train', options.seed), loadDigits('t10k', options.seed + 1)] as const;
  const from = await trainingOf(options, ...sets);
  const history = { batches: [], epochs: [], seconds: 0 };
  await saveModel(cacheFile(options), from, documentModel(28), history);
  const args = [`--cache=${at('cache')}`, `--output=${at('digits.html')}`];
  const { out, err, code } = await runProgram(program, args);
  expect(err).not.toMatch(/error|training/i);
  expect(code).toBe(0);
  expect(out).not.toContain('left out');
  const html = readFileSync(at('digits.html'), 'utf8').replace(/base64,[^"]+/g, '');
  expect(html).not.toMatch(/NaN|undefined/);
  expect(html.match(/<image /g)).toHaveLength(8 * 14 + 4 * 2);
  expect(html.match(/<b>a [17]<\/b><br>probability/g)).toHaveLength(8 + 4);
  expect(html).toContain('over 50 images');
  await expectReadable(at('digits.html'));
  expectNoPaths(out);
});
