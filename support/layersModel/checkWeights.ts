import type * as tfl from '@tensorflow/tfjs-layers';

/** Refuses weights that are not finite: nothing could be said of such a model. */
export async function checkWeights(model: tfl.LayersModel): Promise<void> {
  for (const [i, weight] of model.getWeights().entries()) {
    const values = await weight.data();
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) {
      const { originalName } = model.weights[i] as tfl.LayerVariable;
      throw new Error(
        `its weights must be finite, but value ${at} of ${originalName} is ${values[at]}`,
      );
    }
  }
}
