import type { Field, Picture } from '../worker/protocol';
import { npy } from './npy';

export function saveNpy(field: Field, name: string): void {
  save(new Blob([npy(field)], { type: 'application/octet-stream' }), `${name}.npy`);
}

/** One pixel of the file for each of the picture. */
export async function savePng({ width, height, rgba }: Picture, name: string): Promise<void> {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(new ImageData(rgba, width, height), 0, 0);
  save(await canvas.convertToBlob({ type: 'image/png' }), `${name}.png`);
}

export function saveJson(content: object, name: string): void {
  save(new Blob([JSON.stringify(content)], { type: 'application/json' }), `${name}.json`);
}

function save(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name.replaceAll(/[^\w.-]+/g, '-');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
