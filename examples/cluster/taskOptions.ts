import type { FrequencyOrder } from 'fourier-xai';
import { UserError } from '../../support/userError';
import { type MethodName, methods } from './methods';

/** What tasks can be asked for: plain data, kept in the plan. */
export interface TaskOptions {
  readonly tolerance: number;
  readonly fraction: number;
  readonly seed: number;
  readonly layer: string | undefined;
  readonly steps: number;
  readonly baseline: number;
  readonly method: MethodName;
  readonly order: Extract<FrequencyOrder, string>;
  readonly norm: number;
}

interface Reader<V> {
  readonly about: string;
  /** Undefined where it must be given. */
  readonly otherwise?: string;
  readonly read: (name: string, text: string) => V;
}

/** How each option is read, and what it is where it is left out. */
export const readers: { readonly [Name in keyof TaskOptions]: Reader<TaskOptions[Name]> } = {
  tolerance: {
    ...{ about: 'how far logits may be off, as a share of their mean size', otherwise: '0.3' },
    read: number((value) => value >= 0, 'of at least 0'),
  },
  fraction: {
    ...{ about: 'the share of the images that is looked at, drawn at random', otherwise: '1' },
    read: number((value) => value >= 1e-6 && value <= 1, 'from 0.000001 to 1'),
  },
  seed: { about: 'for what is drawn at random', otherwise: '0', read: number(Number.isFinite, '') },
  layer: {
    ...{
      about: 'whose kernels are ranked, by its name (default the last before the dense layers)',
      otherwise: '',
    },
    read: (_, text) => (text === '' ? undefined : text),
  },
  steps: {
    ...{ about: 'points of the curve, after the first', otherwise: '20' },
    read: number(
      (value) => Number.isInteger(value) && value >= 1 && value <= 10_000,
      'that is whole, from 1 to 10000',
    ),
  },
  baseline: {
    about: 'the pixel value that hides a pixel, as the model takes it',
    otherwise: '0',
    read: number(Number.isFinite, ''),
  },
  method: {
    ...{
      about: `what makes the relevance maps: ${Object.keys(methods).join(', ')}`,
      otherwise: 'lrp',
    },
    read: oneOf(Object.keys(methods) as MethodName[]),
  },
  order: {
    ...{
      about: 'which frequencies go first: lowestFirst or highestFirst',
      otherwise: 'highestFirst',
    },
    read: oneOf(['lowestFirst', 'highestFirst']),
  },
  norm: {
    about:
      'L2 norm of the wave that is added to each channel; must be given (try 4 for 28 x 28 pixels from 0 to 1)',
    read: number((value) => value >= 0, 'of at least 0'),
  },
};

function number(isRight: (value: number) => boolean, rule: string) {
  return (name: string, text: string): number => {
    const value = Number(text);
    if (Number.isFinite(value) && isRight(value)) return value;
    const must = ['a number', rule].filter((part) => part !== '').join(' ');
    throw new UserError(`--${name} must be ${must}, but it is '${text}'`);
  };
}

function oneOf<V extends string>(values: readonly V[]) {
  return (name: string, text: string): V => {
    const value = values.find((each) => each === text);
    if (value !== undefined) return value;
    throw new UserError(`--${name} must be ${values.join(' or ')}, but it is '${text}'`);
  };
}
