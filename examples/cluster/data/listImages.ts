import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileError } from '../fileError';
import { checkAddress, isAddress, shownPlace } from './address';
import type { ImageSource } from './imageSource';
import { imagesInFolder } from './imagesInFolder';
import { imagesInTar } from './imagesInTar';
import { localTar } from './localTar';
import { remoteTar } from './remoteTar';
import { sourceOf } from './sourceOf';

/**
 * The images of a folder, of a tar, or of a tar at an http or https address, whose server must know byte ranges. Of a
 * tar only headers are read, but at an address also small images, which are near to each other.
 */
export async function listImages(
  from: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<ImageSource> {
  signal?.throwIfAborted();
  if (isAddress(from)) return listRemote(from, signal);
  const place = resolve(from);
  if (!(await isFolder(place))) return listLocal(place, signal);
  const found = await imagesInFolder(place, signal);
  return sourceOf({ kind: 'folder', from: place }, found, `the folder ${shownPlace(place)}`);
}

async function isFolder(place: string): Promise<boolean> {
  try {
    return (await stat(place)).isDirectory();
  } catch (error) {
    throw fileError(error, shownPlace(place));
  }
}

async function listLocal(from: string, signal?: AbortSignal): Promise<ImageSource> {
  const tar = await localTar(from);
  try {
    return sourceOf({ kind: 'tar', from }, await imagesInTar(tar, signal), tar.called);
  } finally {
    await tar.close();
  }
}

async function listRemote(from: string, signal?: AbortSignal): Promise<ImageSource> {
  checkAddress(from);
  const tar = await remoteTar(from, signal);
  return sourceOf({ kind: 'tar', from }, await imagesInTar(tar, signal), tar.called);
}
