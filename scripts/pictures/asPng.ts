import sharp from 'sharp';

/** A plot of many points as a PNG file of twice its size, on white, with few colours: as SVG it would take more. */
export async function asPng(svg: string): Promise<Uint8Array> {
  const image = sharp(Buffer.from(svg), { density: 144 }).flatten({ background: 'white' });
  return image.png({ palette: true, colours: 64 }).toBuffer();
}
