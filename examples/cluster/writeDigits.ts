import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import sharp from 'sharp';
import { pack } from 'tar-stream';
import { classNames, readDigits } from '../../support/digits';
import { UserError } from '../../support/userError';

/** Test digits of MNIST, without noise, as PNGs in a tar with a folder for each class. */
export async function writeDigits(tar: string, most: number): Promise<void> {
  const { pixels, rows, columns, labels } = readDigits('t10k', most);
  if (labels.length < most)
    throw new UserError(`--images must be at most ${labels.length}, but it is ${most}`);
  const entries = pack();
  const written = pipeline(entries, createWriteStream(tar));
  for (const [i, label] of labels.entries()) {
    const raw = pixels.subarray(i * rows * columns, (i + 1) * rows * columns);
    const png = await sharp(raw, { raw: { width: columns, height: rows, channels: 1 } })
      .png()
      .toBuffer();
    // the same bytes at all times
    entries.entry(
      { name: `${classNames[label]}/${String(i).padStart(5, '0')}.png`, mtime: new Date(0) },
      png,
    );
  }
  entries.finalize();
  await written;
}
