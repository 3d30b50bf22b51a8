import { grey } from './inputOf';

/** An image file as RGBA bytes of the given size, its middle where the proportions differ. */
export async function decode(
  file: Blob,
  [rows, columns]: readonly [number, number, ...number[]],
): Promise<Uint8ClampedArray<ArrayBuffer>> {
  const bitmap = await bitmapOf(file);
  try {
    const scale = Math.min(bitmap.width / columns, bitmap.height / rows);
    const [width, height] = [columns * scale, rows * scale];
    const [left, top] = [(bitmap.width - width) / 2, (bitmap.height - height) / 2];
    const context = contextOf(rows, columns);
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, left, top, width, height, 0, 0, columns, rows);
    return context.getImageData(0, 0, columns, rows).data as Uint8ClampedArray<ArrayBuffer>;
  } finally {
    bitmap.close();
  }
}

/** Pixels a side that are kept of an image at most: models take fewer. */
const MOST = 1024;

/** A copy of the image, or a smaller one where it is large, so that it is not read in full for every model. */
export async function shrunk(file: Blob): Promise<Blob> {
  const bitmap = await bitmapOf(file);
  try {
    const { width, height } = bitmap;
    const scale = MOST / Math.max(width, height);
    if (scale >= 1) return new Blob([await file.arrayBuffer()], { type: file.type });
    const size = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
    const [columns, rows] = size as [number, number];
    const context = contextOf(rows, columns);
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, columns, rows);
    return await context.canvas.convertToBlob();
  } finally {
    bitmap.close();
  }
}

/** Colours weighed into grey. */
export function greyOf(rgba: Uint8ClampedArray<ArrayBuffer>): Uint8ClampedArray<ArrayBuffer> {
  const all = rgba.slice();
  for (let at = 0; at < all.length; at += 4) all.fill(grey(rgba, at), at, at + 3);
  return all;
}

/** Square images that stand below each other in one file. */
export async function decodeColumn(
  file: Blob,
  side: number,
): Promise<Uint8ClampedArray<ArrayBuffer>[]> {
  const bitmap = await bitmapOf(file);
  const context = contextOf(bitmap.height, bitmap.width);
  context.drawImage(bitmap, 0, 0);
  const count = Math.floor(bitmap.height / side);
  bitmap.close();
  return Array.from(
    { length: count },
    (_, i) => context.getImageData(0, i * side, side, side).data as Uint8ClampedArray<ArrayBuffer>,
  );
}

async function bitmapOf(file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file);
  } catch {
    const name = file instanceof File ? `“${file.name}”` : 'the file';
    throw new Error(`${name} is no image that this browser can read`);
  }
}

function contextOf(height: number, width: number): OffscreenCanvasRenderingContext2D {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('this browser gives no canvas for images');
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  return context;
}
