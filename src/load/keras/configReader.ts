import { RuleError } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { KerasLayer } from './kerasModel';

/** Settings without a meaning at inference, or that the shapes of weights say anew. */
const meaningless =
  /^(name|trainable|dtype|sparse|ragged|optional|autocast|seed|noise_shape|synchronized|fused|momentum|virtual_batch_size|quantization_config|implementation|unroll|batch_shape|batch_input_shape|batchInputShape|input_shape|inputShape|build_input_shape|input_length|input_dtype|module|registered_name|shared_object_id|\w+_(initializer|regularizer|constraint)|init|activity_regularizer|[Wb]_(regularizer|constraint)|recurrent_dropout|dropout|is_placeholder|value_range)$/;

/** Reads the settings of a layer, and knows which nobody asked for. */
export interface ConfigReader {
  readonly layer: KerasLayer;
  /** A setting by the first of its names that is there. */
  get(names: string | readonly string[], otherwise?: unknown): unknown;
  /** Refuses a setting that this library does not translate. */
  refuse(name: string, value: unknown, why?: string): never;
  /** Refuses what is set and was never asked for. */
  checkRest(): void;
}

/** Whether a setting is as it is where a layer does not have it. */
function isNeutral(name: string, value: unknown): boolean {
  const isOne = [value].flat().every((part) => part === 1);
  if (name === 'groups' || name === 'dilation_rate') return isOne;
  if (name === 'data_format') return value === 'channels_last';
  return value === null || value === undefined || value === false;
}

export function configReader(layer: KerasLayer): ConfigReader {
  const asked = new Set<string>();
  const title = `${layer.className} ${shown(layer.name)}`;
  const refuse = (name: string, value: unknown, why = 'which cannot be translated'): never => {
    throw new RuleError(`${title} has ${name} = ${shown(value)}, ${why}`);
  };
  return {
    layer,
    refuse,
    get: (names, otherwise) => {
      const all = [names].flat();
      for (const name of all) asked.add(name);
      const found = all.find((name) => own(layer.config, name) !== undefined);
      return found === undefined ? otherwise : own(layer.config, found);
    },
    checkRest: () => {
      for (const [name, value] of Object.entries(layer.config)) {
        const counts = !asked.has(name) && !meaningless.test(name) && !isNeutral(name, value);
        if (counts) refuse(name, value);
      }
    },
  };
}

const own = (config: object, name: string): unknown =>
  Object.hasOwn(config, name) ? (config as Record<string, unknown>)[name] : undefined;
