import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { drawOnCanvas } from '../../src/visualization';
import { expectNoLeak, expectRefusal } from '../helpers/leaks';

const image = tf.tensor3d([0, 0.5, 1, 0.25, 0.1, 2], [1, 2, 3]);

describe.skipIf(typeof document === 'undefined')('drawOnCanvas', () => {
  const canvases = {
    'a canvas of a page': () => document.createElement('canvas'),
    'an OffscreenCanvas': () => new OffscreenCanvas(9, 9),
  };

  it.each(Object.entries(canvases))('draws on %s, which takes its size', async (_, make) => {
    const canvas = make();
    await drawOnCanvas(image, canvas, { scale: 2 });
    expect([canvas.width, canvas.height]).toEqual([4, 2]);
    const line = [0, 128, 255, 255, 0, 128, 255, 255, 64, 26, 255, 255, 64, 26, 255, 255];
    expect([...pixelsOf(canvas, 4, 2)]).toEqual([...line, ...line]);
  });

  it('takes an opacity', async () => {
    const canvas = document.createElement('canvas');
    await drawOnCanvas(tf.tensor3d([1, 1, 0, 1, 0, 1, 0, 0], [1, 2, 4]), canvas);
    expect([...pixelsOf(canvas, 2, 1)]).toEqual([255, 255, 0, 255, 0, 0, 0, 0]);
  });

  it('leaves nothing behind', async () => {
    await expectNoLeak(() => drawOnCanvas(image, document.createElement('canvas')));
  });

  it('refuses other shapes, scales and canvases', async () => {
    const canvas = document.createElement('canvas');
    const grey = tf.ones<tf.Rank.R3>([2, 2, 1]);
    await expectRefusal(() => drawOnCanvas(grey, canvas), /^drawOnCanvas: image must have pixels/);
    await expectRefusal(
      () => drawOnCanvas(image, canvas, { scale: 0 }),
      /^drawOnCanvas: scale must be an integer of at least 1, but it is 0$/,
    );
    canvas.getContext('bitmaprenderer');
    await expectRefusal(
      () => drawOnCanvas(image, canvas),
      /^drawOnCanvas: canvas must be one for 2-D drawing, but it has another context$/,
    );
  });
});

/** In Node a canvas is what the function asks of it. */
describe.skipIf(typeof document !== 'undefined')('drawOnCanvas without a page', () => {
  it('enlarges a batch of one, pixel by pixel', async () => {
    class FakeImageData {
      constructor(
        readonly data: Uint8ClampedArray,
        readonly width: number,
        readonly height: number,
      ) {}
    }
    vi.stubGlobal('ImageData', FakeImageData);
    const drawn: FakeImageData[] = [];
    const putImageData = (data: FakeImageData) => drawn.push(data);
    const canvas = { width: 300, height: 150, getContext: () => ({ putImageData }) };
    try {
      await drawOnCanvas(tf.expandDims(image, 0), canvas as never, { scale: 3 });
    } finally {
      vi.unstubAllGlobals();
    }
    expect([canvas.width, canvas.height]).toEqual([6, 3]);
    const line = [
      ...new Array(3).fill([0, 128, 255, 255]).flat(),
      ...new Array(3).fill([64, 26, 255, 255]).flat(),
    ];
    expect(drawn).toHaveLength(1);
    expect([...(drawn[0]?.data ?? [])]).toEqual([...line, ...line, ...line]);
    expect([drawn[0]?.width, drawn[0]?.height]).toEqual([6, 3]);
  });

  it('says what is no canvas', async () => {
    await expectRefusal(
      () => drawOnCanvas(image, undefined as never),
      /^drawOnCanvas: canvas must be one of a page or an OffscreenCanvas, but it is undefined$/,
    );
  });
});

function pixelsOf(canvas: HTMLCanvasElement | OffscreenCanvas, width: number, height: number) {
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  return context.getImageData(0, 0, width, height).data;
}
