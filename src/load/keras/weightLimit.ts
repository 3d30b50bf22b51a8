import type { layers } from '@tensorflow/tfjs-layers';
import { check } from '../../internal/check';
import { shown } from '../../internal/shown';
import type { StoredWeight } from '../weights/weightStore';
import type { KerasLayer } from './kerasModel';

/** So many numbers all layers together may have beyond those of the file, as what is wrong is told afterwards. */
const BEYOND = 2 ** 22;

/** Refuses weights that the file has not, before they take memory. */
export interface WeightLimit {
  /** Of a layer, or one around others, that is about to be built. */
  guard(layer: layers.Layer, described: KerasLayer, stored: readonly StoredWeight[]): void;
  /** Lets all layers go again. */
  release(): void;
}

interface AddsWeights {
  addWeight(name: string, shape: readonly number[], ...more: unknown[]): unknown;
  readonly [inside: string]: unknown;
}

/** Where layers have others inside. */
const insides = ['cell', 'layer', 'forwardLayer', 'backwardLayer'] as const;

export function weightLimit(): WeightLimit {
  let beyond = BEYOND;
  const guarded = new Set<Partial<AddsWeights>>();
  return {
    release: () => {
      for (const one of guarded) delete one.addWeight;
    },
    guard: (layer, { className, name }, stored) => {
      let left = stored.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
      const guardOne = (one: AddsWeights) => {
        if (guarded.has(one)) return;
        guarded.add(one);
        const { addWeight } = one;
        one.addWeight = function (this: unknown, weight, shape, ...more) {
          left -= sizeOf(shape);
          if (left < 0) beyond += left;
          left = Math.max(left, 0);
          check(
            beyond >= 0,
            `${className} ${shown(name)} would have the weight ${shown(weight)} of shape [${shape}], but the file has ${stored.length} weights for it, of shapes ${stored.map((own) => `[${own.shape}]`).join(', ')}`,
          );
          return addWeight.call(this, weight, shape, ...more);
        };
        for (const inside of insides) {
          const inner = one[inside];
          if (isLayer(inner)) guardOne(inner);
        }
      };
      guardOne(layer as unknown as AddsWeights);
    },
  };
}

const isLayer = (value: unknown): value is AddsWeights =>
  typeof value === 'object' && value !== null && 'addWeight' in value;

const sizeOf = (shape: readonly number[]): number =>
  shape.reduce((product, size) => product * size, 1);
