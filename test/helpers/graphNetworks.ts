import {
  floats,
  imageOp,
  ints,
  positive,
  type WrittenGraph,
  type WrittenNode,
  type WrittenWeight,
  weight,
} from './graphWriter';

type Nodes = Record<string, WrittenNode>;
type Weights = Record<string, WrittenWeight>;

/** Writes a network node by node; what takes weights makes them. */
class Writer {
  readonly nodes: Nodes = {};
  readonly weights: Weights = {};
  #count = 0;

  add(op: string, inputs: readonly string[], attributes: object = {}): string {
    const name = `${op.toLowerCase()}_${++this.#count}`;
    this.nodes[name] = [op, inputs, attributes as Record<string, unknown>];
    return name;
  }
  number(value: WrittenWeight): string {
    const name = `const_${++this.#count}`;
    this.weights[name] = value;
    return name;
  }
  image(op: string, inputs: readonly string[], attributes: object = {}): string {
    const name = `${op.toLowerCase()}_${++this.#count}`;
    this.nodes[name] = imageOp(op, inputs, attributes as Record<string, unknown>);
    return name;
  }
  /** Weights that keep values about as large as they are. */
  kernel(shape: readonly number[], fan: number): string {
    const { values } = weight(shape, ++this.#count);
    return this.number({ shape, values: values.map((value) => (value * 1.7) / Math.sqrt(fan)) });
  }
  conv(x: string, size: number, from: number, to: number, attributes: object = {}): string {
    return this.image(
      'Conv2D',
      [x, this.kernel([size, size, from, to], size * size * from)],
      attributes,
    );
  }
  fused(
    x: string,
    size: number,
    from: number,
    to: number,
    ops: string[],
    attributes: object = {},
  ): string {
    const kernel = this.kernel([size, size, from, to], size * size * from);
    const bias = this.kernel([to], 16);
    return this.image('_FusedConv2D', [x, kernel, bias], {
      ...{ fused_ops: ['BiasAdd', ...ops], num_args: 1 },
      ...attributes,
    });
  }
  depthwise(x: string, channels: number, ops: string[], attributes: object = {}): string {
    const inputs = [x, this.kernel([3, 3, channels, 1], 9), this.kernel([channels], 16)];
    const fused = { fused_ops: ['BiasAdd', ...ops], num_args: 1, ...attributes };
    return this.image('FusedDepthwiseConv2dNative', inputs, fused);
  }
  batchNorm(x: string, channels: number): string {
    const scaled = this.add('Mul', [x, this.number(positive([channels], ++this.#count))]);
    return this.add('AddV2', [scaled, this.kernel([channels], 4)]);
  }
  classes(x: string, from: number, to = 5): string {
    const pooled = this.add('Mean', [x, this.number(ints([1, 2]))], { keep_dims: false });
    const matrix = this.kernel([from, to], from);
    return this.add('BiasAdd', [this.add('MatMul', [pooled, matrix]), this.kernel([to], 4)]);
  }
  hardSwish(x: string): string {
    const gate = this.add('Relu6', [this.add('AddV2', [x, this.number(floats(3))])]);
    return this.add('Mul', [x, this.add('Mul', [gate, this.number(floats(1 / 6))])]);
  }
  swish = (x: string): string => this.add('Mul', [this.add('Sigmoid', [x]), x]);
  pool(op: string, x: string, size: number, stride: number, padding = 'SAME'): string {
    const attributes = { ksize: [1, size, size, 1], strides: [1, stride, stride, 1] };
    return this.add(op, [x], { ...attributes, padding, data_format: 'NHWC' });
  }
  /** Means weigh channels. */
  excited(x: string, channels: number): string {
    const mean = this.add('Mean', [x, this.number(ints([1, 2]))], { keep_dims: true });
    const inner = this.fused(mean, 1, channels, 2, ['Relu']);
    return this.add('Mul', [x, this.add('Sigmoid', [this.fused(inner, 1, 2, channels, [])])]);
  }
  instanceNorm(x: string, channels: number): string {
    const axes = this.number(ints([1, 2]));
    const mean = this.add('Mean', [x, axes], { keep_dims: true });
    const square = this.add('SquaredDifference', [x, this.add('StopGradient', [mean])]);
    const variance = this.add('Mean', [square, axes], { keep_dims: true });
    const sum = this.add('AddV2', [variance, this.number(floats(1e-3))]);
    const factor = this.add('Mul', [this.add('Rsqrt', [sum]), this.number(positive([channels]))]);
    const shift = this.add('Sub', [this.kernel([channels], 4), this.add('Mul', [mean, factor])]);
    return this.add('AddV2', [this.add('Mul', [x, factor]), shift]);
  }
  done(...outputs: string[]): WrittenGraph {
    const inputs = { x: [-1, 12, 12, 3] };
    return { inputs, nodes: this.nodes, weights: this.weights, outputs };
  }
}

const strided = { strides: [1, 2, 2, 1] };

function mobileNetV2(): WrittenGraph {
  const w = new Writer();
  const scaled = w.add('Sub', [w.add('Mul', ['x', w.number(floats(2))]), w.number(floats(1))]);
  const stem = w.fused(scaled, 3, 3, 8, ['Relu6'], strided);
  const expanded = w.fused(stem, 1, 8, 16, ['Relu6']);
  const narrow = w.fused(w.depthwise(expanded, 16, ['Relu6']), 1, 16, 8, []);
  const sum = w.add('AddV2', [stem, narrow]);
  const logits = w.classes(w.fused(sum, 1, 8, 12, ['Relu6']), 12);
  return w.done(w.add('Softmax', [logits]));
}

function mobileNetV3(): WrittenGraph {
  const w = new Writer();
  const stem = w.hardSwish(w.batchNorm(w.conv('x', 3, 3, 8, strided), 8));
  const wide = w.hardSwish(w.fused(stem, 1, 8, 12, []));
  const weighed = w.excited(w.hardSwish(w.depthwise(wide, 12, [])), 12);
  const sum = w.add('AddV2', [stem, w.fused(weighed, 1, 12, 8, [])]);
  return w.done(w.classes(w.hardSwish(w.batchNorm(w.conv(sum, 1, 8, 10), 10)), 10));
}

function efficientNet(): WrittenGraph {
  const w = new Writer();
  const stem = w.swish(w.fused('x', 3, 3, 8, [], strided));
  const deep = w.excited(w.swish(w.depthwise(stem, 8, [])), 8);
  const sum = w.add('AddV2', [stem, w.batchNorm(w.conv(deep, 1, 8, 8), 8)]);
  return w.done(w.classes(w.swish(w.fused(sum, 1, 8, 12, [])), 12));
}

function resNet(): WrittenGraph {
  const w = new Writer();
  const pads = w.number(ints([0, 0, 1, 1, 1, 1, 0, 0], [4, 2]));
  const padded = w.add('Pad', ['x', pads]);
  const conv = w.conv(padded, 3, 3, 8, { ...strided, padding: 'VALID' });
  const stem = w.add('Relu', [w.batchNorm(conv, 8)]);
  const inner = w.add('Relu', [w.batchNorm(w.conv(stem, 3, 8, 8), 8)]);
  const block = w.batchNorm(w.conv(inner, 3, 8, 8), 8);
  const sum = w.add('Relu', [w.add('AddV2', [block, stem])]);
  const next = w.add('Relu', [
    w.add('AddV2', [w.conv(sum, 1, 8, 10, strided), w.conv(sum, 3, 8, 10, strided)]),
  ]);
  return w.done(w.classes(next, 10));
}

function denseNet(): WrittenGraph {
  const w = new Writer();
  const axis = w.number(ints(-1));
  let x = w.conv('x', 3, 3, 6, strided);
  for (let i = 0; i < 3; i++) {
    const before = w.add('Relu', [w.batchNorm(x, 6 + 4 * i)]);
    x = w.add('ConcatV2', [x, w.conv(before, 3, 6 + 4 * i, 4), axis], { N: 2 });
  }
  const half = w.pool(
    'AvgPool',
    w.conv(w.add('Relu', [w.batchNorm(x, 18)]), 1, 18, 9),
    2,
    2,
    'VALID',
  );
  return w.done(w.classes(w.add('Relu', [w.batchNorm(half, 9)]), 9));
}

function inception(): WrittenGraph {
  const w = new Writer();
  const axis = w.number(ints(3));
  const stem = w.pool('MaxPool', w.fused('x', 3, 3, 8, ['Relu']), 3, 2);
  const branches = [
    w.fused(stem, 1, 8, 4, ['Relu']),
    w.fused(w.fused(stem, 1, 8, 4, ['Relu']), 3, 4, 6, ['Relu']),
    w.fused(w.pool('AvgPool', stem, 3, 1), 1, 8, 3, ['Relu']),
    w.pool('MaxPool', stem, 3, 1),
  ];
  return w.done(w.classes(w.add('ConcatV2', [...branches, axis], { N: 4 }), 21));
}

function deepLab(): WrittenGraph {
  const w = new Writer();
  const stem = w.fused('x', 3, 3, 8, ['Relu'], strided);
  const block = w.number(ints([2, 2]));
  const paddings = w.number(ints([2, 2, 2, 2], [2, 2]));
  const crops = w.number(ints([0, 0, 0, 0], [2, 2]));
  const apart = w.add('SpaceToBatchND', [stem, block, paddings]);
  const inner = w.conv(apart, 3, 8, 6, { padding: 'VALID' });
  const atrous = w.add('Relu', [w.add('BatchToSpaceND', [inner, block, crops])]);
  const mean = w.add('Mean', [stem, w.number(ints([1, 2]))], { keep_dims: true });
  const size = w.number(ints([6, 6]));
  const whole = w.add('ResizeBilinear', [w.fused(mean, 1, 8, 4, ['Relu']), size], {
    align_corners: true,
  });
  const both = w.add('ConcatV2', [atrous, whole, w.number(ints(3))], { N: 2 });
  const logits = w.fused(both, 1, 10, 3, []);
  return w.done(
    w.add('ResizeBilinear', [logits, w.number(ints([12, 12]))], { align_corners: true }),
  );
}

function yolo(): WrittenGraph {
  const w = new Writer();
  const leaky = (x: string) => w.add('LeakyRelu', [x], { alpha: { f: 0.1 } });
  const fine = leaky(w.batchNorm(w.conv('x', 3, 3, 8, strided), 8));
  const coarse = leaky(w.batchNorm(w.conv(w.pool('MaxPool', fine, 2, 2), 3, 8, 12), 12));
  const up = w.add('ResizeNearestNeighbor', [w.conv(coarse, 1, 12, 4), w.number(ints([6, 6]))]);
  const both = w.add('ConcatV2', [up, fine, w.number(ints(-1))], { N: 2 });
  const boxes = [w.fused(coarse, 1, 12, 6, []), w.fused(both, 1, 12, 6, [])].map((x, i) => {
    const count = i === 0 ? 18 : 72;
    const rows = w.add('Reshape', [x, w.number(ints([1, count, 3]))]);
    return w.add('Sigmoid', [rows]);
  });
  return w.done(w.add('ConcatV2', [...boxes, w.number(ints(1))], { N: 2 }));
}

function styleTransfer(): WrittenGraph {
  const w = new Writer();
  const mirror = (x: string) =>
    w.add('MirrorPad', [x, w.number(ints([0, 0, 1, 1, 1, 1, 0, 0], [4, 2]))], { mode: 'REFLECT' });
  const valid = { padding: 'VALID' };
  const stem = w.add('Relu', [
    w.instanceNorm(w.conv(mirror('x'), 3, 3, 6, { ...valid, ...strided }), 6),
  ]);
  const block = w.instanceNorm(w.conv(mirror(stem), 3, 6, 6, valid), 6);
  const sum = w.add('AddV2', [stem, block]);
  const up = w.add('ResizeNearestNeighbor', [sum, w.number(ints([12, 12]))]);
  const image = w.add('Tanh', [w.conv(mirror(up), 3, 6, 3, valid)]);
  const scaled = w.add('Mul', [image, w.number(floats(127.5))]);
  return w.done(w.add('AddV2', [scaled, w.number(floats(127.5))]));
}

function superResolution(): WrittenGraph {
  const w = new Writer();
  const stem = w.fused('x', 3, 3, 8, ['Relu']);
  const deep = w.fused(stem, 3, 8, 12, []);
  return w.done(w.add('DepthToSpace', [deep], { block_size: 2, data_format: 'NHWC' }));
}

function blazeFace(): WrittenGraph {
  const w = new Writer();
  const stem = w.fused('x', 5, 3, 8, ['Relu'], strided);
  const wide = w.fused(w.depthwise(stem, 8, [], strided), 1, 8, 12, []);
  const pads = w.number(ints([0, 0, 0, 0, 0, 0, 0, 4], [4, 2]));
  const short = w.add('Pad', [w.pool('MaxPool', stem, 2, 2), pads]);
  const sum = w.add('Prelu', [w.add('AddV2', [wide, short]), w.number(weight([1, 1, 12], 9))]);
  const boxes = w.add('Reshape', [w.fused(sum, 1, 12, 8, []), w.number(ints([1, 18, 4]))]);
  const scores = w.add('Reshape', [w.fused(sum, 1, 12, 2, []), w.number(ints([1, 18, 1]))]);
  return w.done(boxes, scores);
}

function shuffleNet(): WrittenGraph {
  const w = new Writer();
  const stem = w.fused('x', 3, 3, 8, ['Relu'], strided);
  const axis = w.number(ints(3));
  const halves = w.add('Split', [axis, stem], { num_split: 2 });
  const right = w.fused(w.depthwise(`${halves}:1`, 4, ['Relu']), 1, 4, 4, ['Relu']);
  const both = w.add('ConcatV2', [halves, right, axis], { N: 2 });
  const apart = w.add('Reshape', [both, w.number(ints([-1, 6, 6, 2, 4]))]);
  const turned = w.add('Transpose', [apart, w.number(ints([0, 1, 2, 4, 3]))]);
  const shuffled = w.add('Reshape', [turned, w.number(ints([-1, 6, 6, 8]))]);
  return w.done(w.classes(w.fused(shuffled, 1, 8, 8, ['Relu']), 8));
}

/** Networks in the way of well-known ones, small. */
export const graphNetworks: Readonly<Record<string, () => WrittenGraph>> = {
  ...{ mobileNetV2, mobileNetV3, efficientNet, resNet, denseNet, inception, deepLab, yolo },
  ...{ styleTransfer, superResolution, blazeFace, shuffleNet },
};
