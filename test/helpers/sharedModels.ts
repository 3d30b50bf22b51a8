import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the models that others have trained; '' on machines that have none. */
    readonly sharedModels: string;
  }
}

export const folder = inject('sharedModels');

/** Numbers that other programs computed, beside the models. */
export async function sharedReference<V>(name: string): Promise<V> {
  const read = typeof window === 'undefined' ? fromFiles : fromServer;
  return JSON.parse(new TextDecoder().decode(await read(`${folder}/../reference/${name}.json`)));
}

/** A model by others, read from files in Node and from the test server in a browser. */
export async function sharedModel(name: string): Promise<tfl.LayersModel> {
  const read = typeof window === 'undefined' ? fromFiles : fromServer;
  return tfl.loadLayersModel({ load: () => load((file) => read(`${folder}/${name}/${file}`)) });
}

type Read = (path: string) => Promise<ArrayBuffer>;

async function load(read: Read): Promise<tf.io.ModelArtifacts> {
  const json = JSON.parse(new TextDecoder().decode(await read('model.json'))) as tf.io.ModelJSON;
  const parts = await Promise.all(
    json.weightsManifest.flatMap(({ paths }) => paths.map((path) => read(path))),
  );
  return {
    modelTopology: json.modelTopology,
    weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights),
    weightData: await new Blob(parts).arrayBuffer(),
  };
}

async function fromFiles(path: string): Promise<ArrayBuffer> {
  const { readFile } = await import('node:fs/promises');
  return Uint8Array.from(await readFile(path)).buffer;
}

async function fromServer(path: string): Promise<ArrayBuffer> {
  const { commands } = await import('vitest/browser');
  const content = await commands.readFile(path, { encoding: 'base64' });
  const response = await fetch(`data:application/octet-stream;base64,${content}`);
  return response.arrayBuffer();
}
