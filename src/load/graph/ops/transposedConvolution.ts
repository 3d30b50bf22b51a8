import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { type Fixed, isFixed, isSignal, sizesIn } from '../graphValue';
import { type Term, tensorTerm } from '../terms/term';
import type { Op, OpContext } from './op';
import { explicitOf, spatial } from './spatial';
import { onImages, weighted } from './weighted';

/** [sizes, kernel, x]. */
export const transposedConvolution: Op = (context) => {
  const [size, kernel, value] = context.inputs;
  if (!isSignal(value) || !isFixed(kernel) || kernel.shape.length !== 4) return undefined;
  if (spatial(context, 'dilations').some((rate) => rate !== 1)) return undefined;
  const isFirst = context.node.attributes['data_format'] === 'NCHW';
  const wanted = sizesIn(size)?.slice(isFirst ? 2 : 1);
  return onImages(context, value, (image) => {
    const x = context.plain(image);
    const padding = String(context.node.attributes['padding']).toLowerCase();
    const config = {
      ...{ filters: kernel.shape[2], kernelSize: kernel.shape.slice(0, 2) },
      strides: spatial(context, 'strides'),
    };
    const of = (own: string) => {
      const layer = {
        className: 'Conv2DTranspose',
        config: { ...config, padding: own },
        x,
        kernel,
      };
      return weighted(context, layer, 3);
    };
    const y = padding === 'explicit' ? undefined : of(padding);
    const shape = y?.kind === 'weighted' ? y.shape : [];
    const isWhole = [0, 1].every((axis) => {
      const [own, length] = [shape[axis + 1], wanted?.[axis]];
      return own === null || typeof length !== 'number' || length === own;
    });
    if (y && isWhole) return y;
    return cutOut(context, of('valid'), { x, kernel, wanted: (wanted ?? []) as number[] });
  });
};

interface Cut {
  readonly x: SymbolicTensor;
  readonly kernel: Fixed;
  readonly wanted: readonly number[];
}

/** Of all that a transposed convolution gives, the rows and columns that the convolution of these sizes would see. */
function cutOut(context: OpContext, all: Term | undefined, { x, kernel, wanted }: Cut) {
  const { node, add, layerOf } = context;
  if (!all || x.shape.slice(1, 3).includes(null)) return undefined;
  const explicit = explicitOf(context);
  const strides = spatial(context, 'strides');
  const around = [0, 1].map((axis) => {
    const [count, length] = [x.shape[axis + 1] as number, wanted[axis] as number];
    const [size, stride] = [kernel.shape[axis] as number, strides[axis] as number];
    const total = Math.max((count - 1) * stride + size - length, 0);
    const same = node.attributes['padding'] === 'SAME' ? Math.floor(total / 2) : 0;
    const before = node.attributes['padding'] === 'EXPLICIT' ? (explicit[axis]?.[0] ?? 0) : same;
    return [before, count * stride + Math.max(size - stride, 0) - length - before];
  });
  const crop = around.map((sides) => sides.map((count) => Math.max(count, 0)));
  const pad = around.map((sides) => sides.map((count) => Math.max(-count, 0)));
  const y = add('Cropping2D', `${node.name}_crop`, { cropping: crop }, [layerOf(all)]);
  const isWhole = pad.flat().every((count) => count === 0);
  return tensorTerm(isWhole ? y : add('ZeroPadding2D', `${node.name}_pad`, { padding: pad }, [y]));
}
