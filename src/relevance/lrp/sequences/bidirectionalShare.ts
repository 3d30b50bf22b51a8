import * as tf from '@tensorflow/tfjs-core';
import { itemAt } from '../../../internal/itemAt';
import { sumOf } from '../../../internal/sumOf';
import type { Layer } from '../../../model/layer';
import { configOf } from '../../../model/layerConfig';
import type { Rule } from '../rule';
import { bySummands, type Share } from '../share';
import { recurrentShare } from './recurrentShare';

type Bidirectional = Layer & { readonly forwardLayer: Layer; readonly backwardLayer: Layer };

/** Of Bidirectional: each way takes its part of what the two are joined to. Undefined where they stay apart. */
export function bidirectionalShare(layer: Layer, rule: Rule): Share | undefined {
  const { forwardLayer, backwardLayer } = layer as Bidirectional;
  const ways = [forwardLayer, backwardLayer].map((way) => recurrentShare(way, rule));
  const { mergeMode, returnSequences } = configOf(layer) as Partial<Merged>;
  const share = mergeMode ? merges[mergeMode] : undefined;
  if (!share || ways.includes(undefined)) return undefined;
  // what the second gives has been turned round
  const turned = (y: tf.Tensor) => (returnSequences ? tf.reverse(y, 1) : y);
  return ([x, ...states], relevance, divide, mask) => {
    const given = [x as tf.Tensor];
    const [there, back] = [forwardLayer, backwardLayer].map(
      // they have no calls of their own: apply would build them anew
      (way) => way.call(given, { training: false, mask }) as tf.Tensor,
    ) as [tf.Tensor, tf.Tensor];
    const [ofThere, ofBack] = share([there, turned(back)], relevance, divide) as [
      tf.Tensor,
      tf.Tensor,
    ];
    const parts = [ofThere, turned(ofBack)].map((part, i) =>
      itemAt((ways[i] as Share)(given, part, divide, mask), 0),
    );
    return [sumOf(parts), ...states.map((state) => tf.zerosLike(state))];
  };
}

interface Merged {
  readonly mergeMode: string;
  readonly returnSequences: boolean;
}

const merges: Readonly<Record<string, Share>> = {
  concat: (_, relevance) => tf.split(relevance, 2, -1),
  sum: bySummands,
  ave: bySummands,
  mul: (_, relevance) => [tf.div(relevance, 2), tf.div(relevance, 2)],
};
