import { tidy } from '@tensorflow/tfjs-core';

/** tf.tidy for results that are more than tensors: of those, only the ones given to tf.keep remain. */
export function tidyValue<V>(make: () => V): V {
  let value: { made: V } | undefined;
  tidy(() => {
    value = { made: make() };
  });
  return (value as { made: V }).made;
}
