import { serialization } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

type Registered = serialization.SerializationMap['classNameMap'][string];

/**
 * A class of tf.js by its name, also one that it does not export. They register themselves as tfjs-layers is loaded: a
 * value of it stands here so that no bundler leaves it out.
 */
export const registeredClass = (name: string): Registered | undefined =>
  layers && serialization.SerializationMap.getMap().classNameMap[name];
