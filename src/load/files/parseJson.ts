import { RuleError } from '../../internal/check';

/** @throws with the reason and the name of what is no JSON */
export function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new RuleError(`${name} is no JSON: ${(error as Error).message}`, { cause: error });
  }
}

export const parseJsonBytes = (bytes: Uint8Array, name: string): unknown =>
  parseJson(new TextDecoder().decode(bytes), name);
