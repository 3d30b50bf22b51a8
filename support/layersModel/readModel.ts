import '@tensorflow/tfjs-backend-cpu';
import type * as tfl from '@tensorflow/tfjs-layers';
import { loadModel } from '../../src/load';
import { reasonOf } from '../reasonOf';
import { UserError } from '../userError';
import { checkWeights } from './checkWeights';

/**
 * The model of a file, of whatever kind loadModel takes. What is wrong with it, whoever made it, is a user error.
 */
export async function readModel(file: string): Promise<tfl.LayersModel> {
  try {
    const model = await loadModel(file);
    await checkWeights(model);
    return model;
  } catch (error) {
    throw new UserError(
      `the model ${file} cannot be loaded: ${reasonOf(error).replace(/^loadModel: /, '')}`,
    );
  }
}
