import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { damaged, readCache, writeCache } from './cacheFile';

/*
 * A trained model and what is known of its training as the content of a file of a cache: the length of the head in
 * four bytes, the head as JSON, and the weights.
 */

interface Head<Notes> {
  topology: object;
  specs: tf.io.WeightsManifestEntry[];
  notes: Notes;
}

/** @param from what the training was made from, as madeFrom.ts says it */
export async function saveModel(
  file: string,
  from: string,
  model: tfl.LayersModel,
  notes: object,
): Promise<void> {
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const weights = new Uint8Array(
        tf.io.concatenateArrayBuffers([weightData].flat() as ArrayBuffer[]),
      );
      const head: Head<object> = {
        topology: modelTopology as object,
        specs: weightSpecs ?? [],
        notes,
      };
      const json = Buffer.from(JSON.stringify(head));
      const length = Buffer.alloc(4);
      length.writeUInt32LE(json.length);
      writeCache(file, from, Buffer.concat([length, json, weights]));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
}

const called = { what: 'model', help: 'delete it, or train again with --retrain' };

/**
 * The model and notes of a file, or undefined where there is none, or one of another training. A damaged file is a
 * user error.
 */
export async function loadModel<Notes>(
  file: string,
  from: string,
): Promise<{ model: tfl.LayersModel; notes: Notes } | undefined> {
  const content = readCache(file, from, called);
  if (!content) return undefined;
  try {
    const end = 4 + content.readUInt32LE(0);
    const head = JSON.parse(content.toString('utf8', 4, end)) as Head<Notes>;
    const model = await tfl.loadLayersModel(
      tf.io.fromMemory({
        modelTopology: head.topology,
        weightSpecs: head.specs,
        weightData: new Uint8Array(content.subarray(end)).buffer,
      }),
    );
    return { model, notes: head.notes };
  } catch {
    throw damaged(file, called);
  }
}
