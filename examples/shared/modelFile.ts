import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { writeWhole } from '../../support/files';
import { UserError } from '../../support/userError';

/*
 * A trained model and what is known of its training in one file: the length of the head in four bytes,
 * the head as JSON, the weights, and a checksum of all that.
 */

interface Head<Notes> {
  topology: object;
  specs: tf.io.WeightsManifestEntry[];
  notes: Notes;
}

const checksumOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
const checksumLength = 32;

export async function saveModel(
  file: string,
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
      const content = Buffer.concat([length, json, weights]);
      writeWhole(file, Buffer.concat([content, checksumOf(content)]));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
}

/** The model and notes of a file, or undefined where there is none. A damaged file is a user error. */
export async function loadModel<Notes>(
  file: string,
): Promise<{ model: tfl.LayersModel; notes: Notes } | undefined> {
  if (!existsSync(file)) return undefined;
  const { head, weights } = read<Notes>(file);
  const model = await tfl.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: head.topology,
      weightSpecs: head.specs,
      weightData: weights.buffer.slice(
        weights.byteOffset,
        weights.byteOffset + weights.length,
      ) as ArrayBuffer,
    }),
  );
  return { model, notes: head.notes };
}

function read<Notes>(file: string): { head: Head<Notes>; weights: Uint8Array } {
  try {
    const whole = readFileSync(file);
    const bytes = whole.subarray(0, -checksumLength);
    if (!checksumOf(bytes).equals(whole.subarray(-checksumLength))) throw new Error('checksum');
    const end = 4 + bytes.readUInt32LE(0);
    const head = JSON.parse(bytes.toString('utf8', 4, end)) as Head<Notes>;
    const weights = bytes.subarray(end);
    return { head, weights };
  } catch {
    throw new UserError(
      `the cached model ${file} is damaged: delete it, or train again with --retrain`,
    );
  }
}
