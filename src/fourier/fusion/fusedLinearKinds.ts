import {
  anything,
  boolean,
  either,
  integer,
  type Kind,
  listOf,
  oneOf,
  record,
  text,
} from '../../internal/kinds';

/*
 * What a FusedLinear layer is made of as it stands in a file, which anyone may have written: see linearOp.ts, zone.ts,
 * runGeometry.ts and stage.ts for what it means.
 */

const nothing: Kind = { holds: (value) => value === null, described: 'null' };
const absent: Kind = { holds: (value) => value === undefined, described: 'left out' };

/** An object that has these values, and perhaps others. */
const having = (kinds: Readonly<Record<string, Kind>>): Kind => ({
  holds: (value) =>
    record.holds(value) &&
    Object.entries(kinds).every(([name, kind]) =>
      kind.holds((value as Readonly<Record<string, unknown>>)[name]),
    ),
  described: `an object with ${Object.keys(kinds).join(', ')}`,
});

/** An object whose value of a name says which kind it must be of. */
const byName = (name: string, kinds: ReadonlyMap<unknown, Kind>): Kind => ({
  holds: (value) =>
    record.holds(value) &&
    (kinds.get((value as Readonly<Record<string, unknown>>)[name])?.holds(value) ?? false),
  described: `an object whose ${name} is ${[...kinds.keys()].join(', ')}`,
});

const count = integer(1, 2 ** 31);
const pairOf = (kind: Kind) => listOf(kind, 2, 2);
const shapeOf = (rank: number) => having({ shape: listOf(count, rank, rank) });
const margins = pairOf(pairOf(integer()));

const weighted = having({
  ...{ kernel: shapeOf(4), bias: either(shapeOf(1), absent) },
  ...{ strides: pairOf(count), dilations: pairOf(count), margins },
});

/** A sum has branches of the same. */
const op: Kind = {
  holds: (value) => ops.holds(value),
  described: 'a linear op',
};
const ops = byName(
  'kind',
  new Map([
    ['convolution', weighted],
    ['depthwise', weighted],
    ['pooling', having({ size: pairOf(count), strides: pairOf(count), margins })],
    ['padding', having({ margins })],
    ['sum', having({ branches: listOf(listOf(op), 1) })],
  ]),
);

const zone = having({
  ...{ kind: oneOf('before', 'interior', 'after', 'whole'), begin: integer(0), count },
  ...{ from: integer(), seen: integer(0) },
});
const axis = having({
  ...{ inputs: count, outputs: count, stride: count, start: integer(), span: count },
  edges: either(nothing, pairOf(integer(0))),
});
const fused = having({
  fused: having({
    geometry: pairOf(axis),
    patches: listOf(having({ zones: pairOf(zone), kernel: shapeOf(4), bias: shapeOf(1) }), 1),
  }),
});

const stages: Kind = {
  ...listOf(
    byName(
      'method',
      new Map([
        ['layered', having({ ops: listOf(op) })],
        ...['direct', 'fourier', 'tiled'].map((method) => [method, fused] as const),
      ]),
    ),
    1,
  ),
  described: 'a list of the stages that fuseModel makes, at least one',
};

/** What every layer of tf.js may have is left to it. */
const ofLayers = [
  ...['trainable', 'dtype', 'batchInputShape', 'inputShape', 'batchSize', 'updatable'],
  ...['weights', 'inputDType', 'customObjects'],
];

export const fusedLinearKinds = {
  name: text,
  stages,
  activation: oneOf('linear', 'relu', 'relu6'),
  flattens: boolean,
  ...Object.fromEntries(ofLayers.map((name) => [name, anything])),
} as Readonly<Record<'name' | 'stages' | 'activation' | 'flattens', Kind>>;
