import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { explainPlan, fusedNetwork, fuseModel } from 'fourier-xai';
import { convolutionModel } from '../../support/models';
import { randomTensor } from '../../support/random';
import type { Backend, Contest, Group, Match } from '../contest';

/** A stack of 3x3 convolutions, as g(x) of the source document. */
export const stack = (filters: readonly number[]) =>
  convolutionModel(
    [28, 28, 1],
    filters.map((count) => ({
      filters: count,
      kernelSize: 3,
      padding: 'same',
      useBias: false,
    })),
  );

const small = [8, 16, 32];
export const documents = [32, 64, 128];

/** Filters of the layers, images of a call, and the ratios for fuseModel and fusedNetwork. */
type Row = [filters: readonly number[], batch: number, reach?: readonly [number, number]];

export const fusion: Group = (backend) => {
  const rows: Row[] = [
    [small, 1],
    [small, 16],
    [documents, 1, [7, 4]],
    // three convolutions of a batch take seconds on cpu
    ...(backend === 'cpu' ? [] : [[documents, 16, [9, 6]] as Row]),
  ];
  return rows.flatMap(([filters, batch, wanted]) => {
    const [fused, network] = backend === 'wasm' ? (wanted ?? []) : [];
    const sizes = `${batch}x28x28, ${filters.join('-')}`;
    const row = { group: 'fusion', backend, sizes };
    const model = () => stack(filters);
    return [
      { ...row, what: 'fuseModel', reach: fused, prepare: () => fusedAgainst(model(), batch) },
      {
        ...{ ...row, what: 'fusedNetwork', reach: network },
        prepare: () => networkAgainst(model(), batch),
      },
    ];
  });
};

/** A model of others, which fusion must not slow down. */
export function modelContest(
  backend: Backend,
  name: string,
  batch: number,
  load: () => Promise<LayersModel>,
): Contest {
  return {
    ...{ group: 'fusion', what: 'fuseModel', backend, sizes: `${batch}, ${name}`, reach: 0.97 },
    prepare: async () => fusedAgainst(await load(), batch),
  };
}

function fusedAgainst(model: LayersModel, batch: number): Match {
  const fused = fuseModel(model, { batchSize: batch });
  const x = inputOf(model, batch);
  return {
    ours: { name: planned(model, batch), run: () => [fused.predict(x) as tf.Tensor] },
    peer: layered(model, x),
    dispose: () => {
      x.dispose();
      fused.dispose();
      model.dispose();
    },
  };
}

function networkAgainst(model: LayersModel, batch: number): Match {
  const network = fusedNetwork(model);
  const x = inputOf(model, batch);
  return {
    ours: { name: 'fusedNetwork', run: () => [network.predict(x)] },
    peer: layered(model, x),
    dispose: () => {
      x.dispose();
      network.dispose();
      model.dispose();
    },
  };
}

const layered = (model: LayersModel, x: tf.Tensor) => ({
  name: 'model.predict',
  run: () => [model.predict(x) as tf.Tensor],
});

function inputOf({ inputs }: LayersModel, batch: number): tf.Tensor {
  const [{ shape }] = inputs as [SymbolicTensor];
  return randomTensor([batch, ...(shape.slice(1) as number[])], 7);
}

/** What became of the model's runs, from its input on: 'fuseModel: direct, left'. */
function planned(model: LayersModel, batchSize: number): string {
  const rows = explainPlan(model, { batchSize }).reverse();
  const choices = rows.map(({ isLeft, choice }) => (isLeft ? 'left' : choice.join('+')));
  const counted = [...new Set(choices)].map((choice) => {
    const count = choices.filter((other) => other === choice).length;
    return count > 1 ? `${count} ${choice}` : choice;
  });
  return `fuseModel: ${counted.join(', ')}`;
}
