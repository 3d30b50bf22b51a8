import { itemAt } from '../internal/itemAt';
import { classNameOf, type Layer } from './layer';
import { configOf, type LayerConfig } from './layerConfig';

type Sizes = readonly (number | null)[];

/** The shapes of what a layer gives for inputs of these, also where tf.js 4.22 takes them for others. */
export function outputShapes(layer: Layer, inputs: readonly Sizes[]): Sizes[] {
  // some layers write into what they are given
  const given = inputs.map((shape) => [...shape]);
  const shapes = layer.computeOutputShape((given.length === 1 ? given[0] : given) as never);
  const list = (Array.isArray(shapes[0]) ? shapes : [shapes]) as Sizes[];
  const name = classNameOf(layer);
  const right = Object.hasOwn(mended, name) ? mended[name] : undefined;
  return right ? list.map((shape) => right(configOf(layer), itemAt(inputs, 0), shape)) : list;
}

const mended: Record<string, (config: LayerConfig, input: Sizes, shape: Sizes) => Sizes> = {
  /** Causal ones are taken for 'valid'. */
  Conv1D: ({ padding, strides }, [, width = null], shape) => {
    if (padding !== 'causal') return shape;
    const stride = itemAt([strides ?? 1].flat(), 0);
    return [itemAt(shape, 0), width && Math.ceil(width / stride), itemAt(shape, -1)];
  },
  /** The batch is forgotten. */
  Resizing: (_, input, [rows = null, columns = null]) => [
    itemAt(input, 0),
    rows,
    columns,
    itemAt(input, -1),
  ],
};
