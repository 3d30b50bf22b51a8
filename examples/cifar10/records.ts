import { readWhole } from '../../support/readWhole';
import { UserError } from '../../support/userError';

/*
 * The binary version of CIFAR-10 (A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009):
 * records of 3073 bytes, the class and then the red, green and blue plane of 32 x 32 pixels.
 */

const planeLength = 32 * 32;
export const recordLength = 1 + 3 * planeLength;

export const classNames = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

/** Bytes of a file: those of all 60,000 images. */
const MOST = 60_000 * recordLength;

/** The first records of some files, as they follow one another. */
export function readRecords(files: readonly string[], most: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let missing = most * recordLength;
  for (const file of files) {
    if (missing === 0) break;
    const part = readFile(file).subarray(0, missing);
    missing -= part.length;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function readFile(file: string): Uint8Array {
  const bytes = readWhole(file, MOST);
  if (bytes.length === 0 || bytes.length % recordLength !== 0) {
    throw new UserError(
      `${file} is not of the CIFAR-10 binary version: it must hold records of ${recordLength} bytes, but it has ${bytes.length} bytes`,
    );
  }
  for (let at = 0; at < bytes.length; at += recordLength) {
    const label = bytes[at] as number;
    if (label >= classNames.length) {
      throw new UserError(
        `${file} is not of the CIFAR-10 binary version: classes run from 0 to 9, but there is ${label}`,
      );
    }
  }
  return bytes;
}

/** Brightness in [0, 1] of all pixels by the weights of ITU-R BT.601, and the classes. */
export function greyPixels(records: Uint8Array): { pixels: Float32Array; labels: Int32Array } {
  const count = records.length / recordLength;
  const pixels = new Float32Array(count * planeLength);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const start = i * recordLength;
    labels[i] = records[start] as number;
    for (let k = 0; k < planeLength; k++) {
      const plane = (c: number) => records[start + 1 + c * planeLength + k] as number;
      const brightness = 0.299 * plane(0) + 0.587 * plane(1) + 0.114 * plane(2);
      pixels[i * planeLength + k] = brightness / 255;
    }
  }
  return { pixels, labels };
}
