import * as tf from '@tensorflow/tfjs-core';
import { type Given, type Makers, throwOwn } from './shared';

/** Tensors of callbacks are nobody's but the caller's, and so are errors of what they cannot compute. */
function giving(given: Given, make: (x: unknown) => tf.Tensor): (x: unknown) => tf.Tensor {
  return (x) => {
    try {
      const y = make(x);
      given.tensors.push(y);
      return y;
    } catch (error) {
      given.thrown.add(error);
      throw error;
    }
  };
}

const disposed = (): tf.Tensor => {
  const x = tf.ones([2]);
  x.dispose();
  return x;
};

/** Functions that give nothing, something else, or an error of their own. */
export const callbacks: Makers = {
  'fn:nothing': () => () => undefined,
  'fn:null': () => () => null,
  'fn:NaN': () => () => Number.NaN,
  'fn:zero': () => () => 0,
  'fn:one': () => () => 1,
  'fn:negative': () => () => -1,
  'fn:huge': () => () => 1e300,
  'fn:text': () => () => 'text',
  'fn:symbol': () => () => Symbol('given'),
  'fn:object': () => () => ({}),
  'fn:list': () => () => [1, 2],
  'fn:function': () => () => () => undefined,
  'fn:identity': () => (x: unknown) => x,
  'fn:throws': (_, given) => () => throwOwn(given),
  'fn:throwsText': (_, given) => () => {
    given.thrown.add('a text');
    throw 'a text';
  },
  'fn:rejects': (_, given) => async () => throwOwn(given, 'rejected by a callback'),
  'fn:resolves': () => async () => undefined,
  'fn:later': () => () => new Promise((resolve) => setTimeout(resolve, 1)),
  'fn:scalar': (_, given) => giving(given, () => tf.scalar(1)),
  'fn:shape': (_, given) => giving(given, () => tf.ones([2, 3, 1])),
  'fn:empty': (_, given) => giving(given, () => tf.zeros([0, 2])),
  'fn:int32': (_, given) => giving(given, () => tf.ones([2, 2], 'int32')),
  'fn:strings': (_, given) => giving(given, () => tf.tensor(['a', 'b'])),
  'fn:nan': (_, given) => giving(given, (x) => tf.mul(x as tf.Tensor, Number.NaN)),
  'fn:square': (_, given) => giving(given, (x) => tf.square(x as tf.Tensor)),
  'fn:sum': (_, given) => giving(given, (x) => tf.sum(x as tf.Tensor)),
  'fn:disposed': () => disposed,
  'fn:generator': () =>
    function* () {
      yield 1;
    },
};
