import { parseArgs } from 'node:util';
import { UserError } from '../../support/userError';

export interface SoakOptions {
  readonly explanations: number;
  /** Of the kernel selection. */
  readonly images: number;
  readonly seed: number;
}

export const usage = `Explains and selects for a long time, aborts and mistakes among it, and fails where memory grows.

  npm run soak -- [options]

  --explanations n   so many                       (default 10000)
  --images n         so many for kernel selection  (default 5000)
  --seed n           of what comes after what      (default 1)
`;

const described = {
  explanations: { type: 'string', default: '10000' },
  images: { type: 'string', default: '5000' },
  seed: { type: 'string', default: '1' },
  help: { type: 'boolean', default: false },
} as const;

/** The options of a command line; undefined where it asks for help. */
export function optionsFrom(args: string[]): SoakOptions | undefined {
  const { explanations, images, seed, help } = parsed(args);
  if (help) return undefined;
  return {
    explanations: countOf('explanations', explanations),
    images: countOf('images', images),
    seed: countOf('seed', seed),
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: described }).values;
  } catch (error) {
    throw new UserError(`${(error as Error).message.split(/\.\s/)[0]}; --help lists the options`);
  }
}

function countOf(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new UserError(`--${name} must be a whole number of at least 1, but it is '${text}'`);
  }
  return value;
}
