import { version_core } from '@tensorflow/tfjs-core';
import manifest from '../../package.json' with { type: 'json' };

/** Of what computes: other versions may round in other ways. */
export const versions = () => ({ library: manifest.version, tfjs: version_core });
