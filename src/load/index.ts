/**
 * A file of a model comes in, whatever program wrote it; a plain tf.LayersModel goes out. Read loadModel.ts first.
 *
 * @module
 */

export type { ModelSource } from './files/openSource';
export { type LayersFromGraphOptions, layersFromGraph } from './graph/layersFromGraph';
export type { KerasConfig } from './keras/kerasModel';
export type { OwnLayers } from './keras/translateLayer';
export { type LoadModelOptions, loadModel } from './loadModel';
