import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import { foreign } from '../files/contentKind';
import { parseJsonBytes } from '../files/parseJson';
import { unzip } from '../files/unzip';
import { weightsInHdf5 } from './fromHdf5';
import type { KerasFile } from './kerasFile';

const NAMES = ['config.json', 'metadata.json', 'model.weights.h5'] as const;

/** A .keras file of Keras 2.13 to 3. */
export async function fromZip(bytes: Uint8Array, name: string): Promise<KerasFile> {
  const { names, files } = await unzip(bytes, NAMES, name);
  const [config, metadata, weights] = NAMES.map((entry) => files.get(entry));
  check(!names.some((one) => one.endsWith('data.pkl')), `${name} is ${foreign.torch}`);
  check(!names.some((one) => one.endsWith('saved_model.pb')), `${name} is ${foreign.savedModel}`);
  check(
    config !== undefined && weights !== undefined,
    `${name} must hold ${NAMES[0]} and ${NAMES[2]}, as .keras files do, but it holds ${shown(names)}`,
  );
  const { keras_version: version } = (
    metadata ? parseJsonBytes(metadata, `metadata.json in ${name}`) : {}
  ) as { keras_version?: unknown };
  return {
    config: parseJsonBytes(config, `config.json in ${name}`),
    version,
    weights: await weightsInHdf5(weights),
  };
}
