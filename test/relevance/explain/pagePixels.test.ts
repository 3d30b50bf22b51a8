import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { fittedPixels } from '../../../src/relevance/explain/pixels';
import { expectClose } from '../../helpers/expectClose';
import { expectNoLeak } from '../../helpers/leaks';

const colors = [
  [255, 0, 0],
  [0, 128, 255],
] as const;

/** A red pixel and a blue one. */
function canvas(): HTMLCanvasElement {
  const made = document.createElement('canvas');
  [made.width, made.height] = [2, 1];
  const context = made.getContext('2d') as CanvasRenderingContext2D;
  for (const [at, color] of colors.entries()) {
    context.fillStyle = `rgb(${color.join(' ')})`;
    context.fillRect(at, 0, 1, 1);
  }
  return made;
}

async function imageElement(): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = canvas().toDataURL();
  await image.decode();
  return image;
}

describe.skipIf(typeof document === 'undefined')('fittedPixels of a page', () => {
  it.each([
    ['a canvas', async () => canvas()],
    ['an img element', imageElement],
    ['an ImageBitmap', () => createImageBitmap(canvas())],
    ['ImageData', async () => canvas().getContext('2d')?.getImageData(0, 0, 2, 1) as ImageData],
  ])('reads %s', async (_, make) => {
    const pixels = await make();
    await expectClose(fittedPixels(pixels, [1, 2, 3]).values, colors.flat(), 0);
    await expectClose(fittedPixels(pixels, [1, 2, 1]).values, [76.245, 104.206], 1e-6);
    tf.dispose(fittedPixels(pixels, [1, 2, 3]).values);
    await expectNoLeak(() => fittedPixels(pixels, [1, 1, 3]).values, 1);
  });

  it('says what tf.js cannot read', () => {
    const page = document.createElement('p') as never;
    expect(() => fittedPixels(page, [1, 2, 3])).toThrow(/^image must be a tensor, .* says: /);
  });
});
