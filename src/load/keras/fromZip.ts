import { check } from '../../internal/check';
import { parseJsonBytes } from '../files/parseJson';
import { unzip } from '../files/unzip';
import { weightsInHdf5 } from './fromHdf5';
import type { KerasFile } from './kerasFile';

const NAMES = ['config.json', 'metadata.json', 'model.weights.h5'] as const;

/** A .keras file of Keras 2.13 to 3. */
export async function fromZip(bytes: Uint8Array, name: string): Promise<KerasFile> {
  const files = await unzip(bytes, NAMES, name);
  const [config, metadata, weights] = NAMES.map((entry) => files.get(entry));
  check(
    config !== undefined && weights !== undefined,
    `${name} must hold config.json and model.weights.h5, as .keras files do, but it lacks ${config ? NAMES[2] : NAMES[0]}`,
  );
  const { keras_version: version } = (
    metadata ? parseJsonBytes(metadata, `metadata.json in ${name}`) : {}
  ) as { keras_version?: unknown };
  return {
    config: parseJsonBytes(config as Uint8Array, `config.json in ${name}`),
    version,
    weights: await weightsInHdf5(weights as Uint8Array),
  };
}
