import { DepthToSpace } from './depthToSpace';
import { ElementwiseFunction } from './elementwiseFunction';
import type { Config, GraphLayer } from './graphLayer';
import { ImageResizing } from './imageResizing';
import { Padding } from './padding';
import { Slice } from './slice';

type GraphLayerClass = (new (config: Config) => GraphLayer) & { readonly className: string };

/** The layers that graph models need and tf.js lacks; each has its row in model/layerKinds.ts. */
export const graphLayers: readonly GraphLayerClass[] = [
  DepthToSpace,
  ElementwiseFunction,
  ImageResizing,
  Padding,
  Slice,
];
