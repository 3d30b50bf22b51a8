import sharp from 'sharp';

/** A picture as a PNG file of few colours, on white: an SVG of many points, drawn at twice its size, or a larger PNG. */
export async function smallPng(picture: string | Uint8Array): Promise<Uint8Array> {
  const image = sharp(Buffer.from(picture), { density: 144 }).flatten({ background: 'white' });
  return image.png({ palette: true, colours: 96 }).toBuffer();
}
