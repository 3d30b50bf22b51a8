import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import type { Picture } from './picture';

const GUIDE = 'docs/guides/getting-started.md';
const SIZE = 256;
const GAP = 16;
/** The files that the guide's code writes, in the order in which they are shown. */
const written = ['photo.png', 'map.png', 'heatmap.png'];

/** Runs the code of the guide as it stands there, in a folder of its own, and gives the files that it has written. */
async function filesOfGuide(): Promise<Buffer[]> {
  const blocks = readFileSync(GUIDE, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm);
  // what throws is no part of the way to the picture
  const code = [...blocks].map(([, text]) => (text as string).replace(/^.*→ throws.*$/gm, ''));
  const program = resolve(`scripts/pictures/guide-${process.pid}.tmp.ts`);
  const [home, folder] = [process.cwd(), mkdtempSync(join(tmpdir(), 'guide-'))];
  try {
    writeFileSync(program, `${code.join('\n')}\nexport {};\n`);
    process.chdir(folder);
    await import(program);
    return written.map((name) => readFileSync(name));
  } finally {
    process.chdir(home);
    rmSync(program);
    rmSync(folder, { recursive: true });
  }
}

async function sideBySide(): Promise<Uint8Array> {
  const files = await filesOfGuide();
  const pictures = files.map((file) => sharp(file).resize(SIZE, SIZE, { kernel: 'nearest' }));
  const parts = await Promise.all(pictures.map((picture) => picture.png().toBuffer()));
  const width = parts.length * (SIZE + GAP) - GAP;
  return sharp({ create: { width, height: SIZE, channels: 3, background: 'white' } })
    .composite(parts.map((input, i) => ({ input, left: i * (SIZE + GAP), top: 0 })))
    .png({ palette: true, colours: 128 })
    .toBuffer();
}

/** A picture, its map over it, and the map alone. */
export const gettingStarted: Picture = { name: 'getting-started.png', make: sideBySide };
