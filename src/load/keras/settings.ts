import type { ConfigReader } from './configReader';

/** Settings under the names of Keras 2 and 3; older ones stand beside them. */
export const older: Readonly<Record<string, readonly string[]>> = {
  filters: ['filters', 'nb_filter'],
  strides: ['strides', 'subsample', 'stride', 'subsample_length'],
  padding: ['padding', 'border_mode'],
  use_bias: ['use_bias', 'bias'],
  units: ['units', 'output_dim'],
  rate: ['rate', 'p'],
  data_format: ['data_format', 'dim_ordering'],
  pool_size: ['pool_size', 'pool_length'],
  recurrent_activation: ['recurrent_activation', 'inner_activation'],
};

const olderValues: Readonly<Record<string, string>> = { th: 'channelsFirst', tf: 'channelsLast' };

const camelCase = (name: string): string =>
  name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

/** Settings as tf.js names and writes them. */
export function settingsOf(
  config: ConfigReader,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries([
    ['name', config.layer.name],
    ...names.map((name) => {
      const value = config.get(older[name] ?? name);
      const isWord = typeof value === 'string' && /format|padding|dim_ordering/.test(name);
      return [camelCase(name), isWord ? (olderValues[value] ?? camelCase(value)) : value];
    }),
  ]);
}
