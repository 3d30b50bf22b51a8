import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { linearFront } from './kernelOf';
import type { LayerFacts, LayerKind, ModelFacts } from './protocol';

type Layer = LayersModel['layers'][number];

/** Rows and columns where the model takes images of any size. */
const ANY_SIZE = 224;

export interface Described {
  readonly title: string;
  readonly classes: readonly string[] | undefined;
  readonly notes: readonly string[];
  readonly scaling?: ModelFacts['scaling'];
}

/** @throws on models of several inputs or outputs, and of other inputs than grey or colour images */
export function modelFacts(model: LayersModel, id: number, of: Described): ModelFacts {
  const { inputs, outputs } = model;
  if (inputs.length !== 1 || outputs.length !== 1) {
    throw new Error(
      `the page shows models of one input and one output, but this one has ${inputs.length} and ${outputs.length}`,
    );
  }
  const count = classCount(outputs[0] as SymbolicTensor);
  return {
    ...{ id, title: of.title, notes: of.notes, scaling: of.scaling, weights: model.countParams() },
    input: imageSize((inputs[0] as SymbolicTensor).shape),
    takesSpectra: (inputs[0] as SymbolicTensor).shape.length === 3,
    classes: Array.from({ length: count }, (_, i) => of.classes?.[i] ?? `class ${i}`),
    hasNames: of.classes !== undefined,
    layers: model.layers.map(layerFacts),
    linearFront: linearFront(model).length,
    takesBytes: model.layers.some((layer) => layer.getClassName() === 'Rescaling'),
  };
}

/** [batch, points, 1] as images of one row. */
function spectrumSize([batch, points, channels]: readonly (number | null)[]) {
  return [batch, 1, points, channels === 1 ? 1 : null] as const;
}

function classCount({ shape }: SymbolicTensor): number {
  const count = shape.at(-1);
  if (shape.length !== 2 || !count) {
    throw new Error(
      `the page shows models with outputs [batch, classes], but these are [${shape}]`,
    );
  }
  return count;
}

function imageSize(shape: readonly (number | null)[]): [number, number, number] {
  const [, rows, columns, channels] = shape.length === 3 ? spectrumSize(shape) : shape;
  if (shape.length < 3 || shape.length > 4 || (channels !== 1 && channels !== 3)) {
    throw new Error(
      `the page shows models of images [batch, rows, columns, 1 or 3] and of spectra [batch, points, 1], but this one takes [${shape.map((n) => n ?? 'any')}]`,
    );
  }
  return [rows ?? ANY_SIZE, columns ?? ANY_SIZE, channels];
}

function layerFacts(layer: Layer, index: number): LayerFacts {
  const className = layer.getClassName();
  const shape = [layer.outputShape].flat(1) as (number | null)[];
  const kernel = /^Conv[12]D$/.test(className) ? layer.getWeights()[0]?.shape : undefined;
  return {
    ...{ index, name: layer.name, className, kind: kindOf(className) },
    shape: shape.slice(1),
    weights: layer.countParams(),
    kernel: (kernel?.length === 3 ? [1, ...kernel] : kernel) as LayerFacts['kernel'],
  };
}

function kindOf(className: string): LayerKind {
  if (/conv/i.test(className)) return 'conv';
  return className === 'Dense' ? 'dense' : 'other';
}
