import { check } from '../internal/check';
import { named } from '../internal/named';
import { checkModel } from '../model/checkModel';
import type { LayersModel } from '../model/splitModel';
import { withoutNames } from './withoutNames';

/**
 * A fingerprint of a model: the same where its layers and weights are the same, whatever its layers are called, so that it
 * tells results of one model from those of another. SHA-256 of the configuration and of the bytes of the weights.
 *
 * @param model a layers model; of any other model or function, say with a text of your own which one it is. What `loadModel`
 *   makes of the file of a `tf.Sequential` has other layers than that: take the fingerprint of what you compute with
 * @returns 64 hexadecimal digits
 * @throws on other models, and on pages that are neither from https nor from localhost, where browsers have no SHA-256
 * @example
 * (await modelFingerprint(model)).length; // → 64
 */
export function modelFingerprint(model: LayersModel): Promise<string> {
  return named('modelFingerprint', async () => {
    checkModel(model);
    const parts = [await digest(new TextEncoder().encode(configOf(model)))];
    for (const weight of model.weights) {
      const tensor = weight.read();
      const { buffer, byteOffset, byteLength } = await tensor.data<'float32'>();
      const values = await digest(new Uint8Array(buffer, byteOffset, byteLength));
      parts.push(`${tensor.dtype} [${tensor.shape}] ${values}`);
    }
    return digest(new TextEncoder().encode(parts.join('\n')));
  });
}

/** Without the version of tf.js, which says nothing of the model. */
function configOf(model: LayersModel): string {
  const { class_name: kind, config } = model.toJSON(undefined, false) as Record<string, unknown>;
  return JSON.stringify(withoutNames({ class_name: kind, config }));
}

async function digest(bytes: Uint8Array): Promise<string> {
  const { subtle } = globalThis.crypto ?? {};
  check(
    subtle !== undefined,
    'SHA-256 is needed, which browsers have on pages from https or localhost alone',
  );
  const hash = await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
