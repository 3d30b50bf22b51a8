import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { KerasConfig, KerasLayer, KerasModel, TensorAt } from './kerasModel';
import { plainValue } from './plainValue';

/**
 * A model from its config, as Keras 1 to 3 and tf.js write it: `{ class_name, config }` of a Sequential or Functional one.
 *
 * @throws where a layer has no class, no name or one that another has, and where a call takes what no layer gives
 */
export function readKerasModel(written: unknown, version: number): KerasModel {
  const model = modelOf(objectFrom(plainValue(written), 'the model'), 'model', version);
  check(
    model !== undefined,
    `the model must be Sequential or Functional, but it is ${shown(objectFrom(written, 'the model')['class_name'])}`,
  );
  return model as KerasModel;
}

type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function objectFrom(value: unknown, what: string): Fields {
  check(isFields(value), `${what} must be described by an object, but it is ${shown(value)}`);
  return value as Fields;
}

/** Undefined where the class is that of a layer. */
function modelOf(
  { class_name: className, config, build_config: build }: Fields,
  otherwise: string,
  version: number,
): KerasModel | undefined {
  const isSequential = className === 'Sequential';
  // subclasses of Model, too
  const isGraph = isFields(config) && Array.isArray(config['layers']) && 'output_layers' in config;
  if (!isSequential && !isGraph) return undefined;
  // that of Keras before 2.3 is an array of layers
  const fields: Fields = Array.isArray(config)
    ? { layers: config }
    : objectFrom(config, `the config of ${className}`);
  const name = typeof fields['name'] === 'string' ? fields['name'] : otherwise;
  check(
    Array.isArray(fields['layers']),
    `the config of '${name}' must list its layers, but they are ${shown(fields['layers'])}`,
  );
  const layers = (fields['layers'] as unknown[]).map((layer, i) => layerFrom(layer, i, version));
  return isSequential
    ? inSequence(name, layers, shapeIn(fields) ?? shapeIn(isFields(build) ? build : {}))
    : inGraph(name, layers, fields);
}

function layerFrom(written: unknown, index: number, version: number): KerasLayer {
  const fields = objectFrom(written, `layer ${index}`);
  const { class_name: className, config, inbound_nodes: calls, build_config: build } = fields;
  check(
    typeof className === 'string',
    `layer ${index} must have a class_name, but it is ${shown(className)}`,
  );
  const own = Array.isArray(config) ? {} : objectFrom(config ?? {}, `the config of layer ${index}`);
  const name = own['name'] ?? fields['name'] ?? `${(className as string).toLowerCase()}_${index}`;
  check(
    typeof name === 'string' && name !== '',
    `the name of layer ${index} must be a string, but it is ${shown(name)}`,
  );
  return {
    className: className as string,
    name: name as string,
    config: own,
    version,
    calls: Array.isArray(calls) ? calls.map((call) => takenBy(call, name as string)) : [],
    builtFor: isFields(build) ? shapeIn(build) : undefined,
    model: modelOf(fields, name as string, version),
  };
}

/** The shape with the batch axis that a config knows, under any of the names that versions have given it. */
export function shapeIn(config: KerasConfig): readonly (number | null)[] | undefined {
  const whole = config['batch_shape'] ?? config['batch_input_shape'] ?? config['batchInputShape'];
  const built =
    config['build_input_shape'] ??
    (isFields(config['build_config']) ? undefined : config['input_shape']);
  const sample = config['inputShape'];
  const shape = whole ?? built ?? (Array.isArray(sample) ? [null, ...sample] : undefined);
  return isShape(shape) ? shape : undefined;
}

const isShape = (shape: unknown): shape is (number | null)[] =>
  Array.isArray(shape) &&
  shape.every((size) => size === null || (Number.isSafeInteger(size) && size > 0));

/** Keras 2: [[layer, call, output, arguments] …]; Keras 3: { args: tensors, at any depth, kwargs }. */
function takenBy(call: unknown, name: string): TensorAt[] {
  if (Array.isArray(call)) {
    return call.map((one) => {
      if (Array.isArray(one)) checkArguments(one[3], name);
      return tensorAt(one, name);
    });
  }
  const { args, kwargs } = objectFrom(call, `a call of '${name}'`);
  checkArguments(kwargs, name);
  return [args, kwargs].flatMap((part) => tensorsIn(part, name));
}

/** What a call may be given beside values: those that say how it works at training, which is over. */
function checkArguments(given: unknown, name: string): void {
  const { training, mask } = isFields(given) ? given : {};
  check(
    training !== true,
    `'${name}' is called as at training, which is drawn at random or depends on the batch: that cannot be translated`,
  );
  check(
    mask === undefined || mask === null,
    `'${name}' is called with a mask of its own, which cannot be translated`,
  );
}

function tensorsIn(value: unknown, name: string): TensorAt[] {
  if (Array.isArray(value)) return value.flatMap((one) => tensorsIn(one, name));
  if (!isFields(value)) return [];
  const { class_name: className, config } = value;
  if (className !== '__keras_tensor__') {
    return Object.values(value).flatMap((one) => tensorsIn(one, name));
  }
  return [tensorAt(objectFrom(config, `what '${name}' takes`)['keras_history'], name)];
}

function tensorAt(place: unknown, name: string): TensorAt {
  const [layer, call = 0, output = 0] = Array.isArray(place) ? place : [place];
  check(
    typeof layer === 'string' && isIndex(call) && isIndex(output),
    `'${name}' must name what it takes as [layer, call, output], but it is ${shown(place)}`,
  );
  return { layer, call, output };
}

const isIndex = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

function inGraph(name: string, layers: readonly KerasLayer[], fields: Fields): KerasModel {
  const ends = (key: string) => endsFrom(fields[key], `${key} of '${name}'`);
  return checked({ name, layers, inputs: ends('input_layers'), outputs: ends('output_layers') });
}

/** One place, a list of them, or an object of them. */
function endsFrom(ends: unknown, what: string): TensorAt[] {
  if (isFields(ends)) return Object.values(ends).flatMap((one) => endsFrom(one, what));
  if (Array.isArray(ends) && typeof ends[0] === 'string') return [tensorAt(ends, what)];
  check(
    Array.isArray(ends) && ends.length > 0,
    `${what} must name a layer, but it is ${shown(ends)}`,
  );
  return (ends as unknown[]).flatMap((one) => endsFrom(one, what));
}

/** Layers one after the other, behind an input that is added where there is none. */
function inSequence(
  name: string,
  given: readonly KerasLayer[],
  shape: readonly (number | null)[] | undefined,
): KerasModel {
  const [first, ...rest] = given;
  check(first !== undefined, `'${name}' must have layers, but it has none`);
  const layers =
    first?.className === 'InputLayer' ? [first, ...rest] : [inputFor(name, given, shape), ...given];
  const linked = layers.map((layer, i): KerasLayer => {
    const before = layers[i - 1];
    return { ...layer, calls: before ? [[{ layer: before.name, call: 0, output: 0 }]] : [] };
  });
  const [start, end] = [layers[0], layers.at(-1)] as [KerasLayer, KerasLayer];
  const at = (layer: KerasLayer): TensorAt[] => [{ layer: layer.name, call: 0, output: 0 }];
  return checked({ name, layers: linked, inputs: at(start), outputs: at(end) });
}

function inputFor(
  name: string,
  [first]: readonly KerasLayer[],
  shape: readonly (number | null)[] | undefined,
): KerasLayer {
  const { config = {}, builtFor, model } = first as KerasLayer;
  const nested = model?.layers.find(({ className }) => className === 'InputLayer');
  const own = shapeIn(config) ?? shapeIn(nested?.config ?? {}) ?? builtFor ?? shape;
  check(
    own !== undefined,
    `the shape that '${name}' takes must be in the file, but it is not: give the model an Input and save it again`,
  );
  return {
    ...{
      className: 'InputLayer',
      name: `${name}_input`,
      calls: [],
      version: (first as KerasLayer).version,
    },
    config: { batch_shape: own as readonly (number | null)[] },
  };
}

/** A model whose layers have names of their own, and whose calls take what is there. */
function checked(model: KerasModel): KerasModel {
  const names = new Map<string, KerasLayer>();
  for (const layer of model.layers) {
    check(
      !names.has(layer.name),
      `'${model.name}' must have one layer of a name, but it has two called ${shown(layer.name)}`,
    );
    names.set(layer.name, layer);
  }
  const checkTaken = (by: string, { layer }: TensorAt) =>
    check(
      names.has(layer),
      `${by} takes what ${shown(layer)} gives, but '${model.name}' has no such layer`,
    );
  for (const { name, calls } of model.layers) {
    for (const place of calls.flat()) checkTaken(`'${name}'`, place);
  }
  for (const place of [...model.inputs, ...model.outputs]) checkTaken(`'${model.name}'`, place);
  return model;
}
