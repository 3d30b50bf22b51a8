import { parseArgs } from 'node:util';
import { UserError } from '../../support/userError';

export interface FuzzOptions {
  readonly seed: string;
  readonly calls: number;
  readonly seconds: number;
  readonly backends: readonly string[];
  /** Functions by name, and what they give. Default: all. */
  readonly only: readonly string[];
  /** Single calls, in the place of generated ones. */
  readonly replay: readonly string[];
}

const BACKENDS: string[] = ['cpu', 'wasm'];
/** Where neither calls nor seconds are told. */
const CALLS = 10_000;

export const usage = `npm run fuzz -- [options]

  --calls n         so many calls on each backend, by default ${CALLS}, or as many as the seconds allow
  --seconds n       for so long on each backend
  --seed text       which calls; by default 1
  --backend name    cpu or wasm; by default both, one after the other
  --only name       this function alone; may be told several times
  --replay 'call'   this call alone, as a failure names it; may be told several times
`;

const none: string[] = [];

const described = {
  calls: { type: 'string' },
  seconds: { type: 'string' },
  seed: { type: 'string', default: '1' },
  backend: { type: 'string', multiple: true, default: BACKENDS },
  only: { type: 'string', multiple: true, default: none },
  replay: { type: 'string', multiple: true, default: none },
  help: { type: 'boolean', default: false },
} as const;

/** The options of a command line; undefined where it asks for help. */
export function optionsFrom(args: string[]): FuzzOptions | undefined {
  const { calls, seconds, seed, backend, only, replay, help } = parsed(args);
  if (help) return undefined;
  const unknown = backend.find((name) => !BACKENDS.includes(name));
  if (unknown !== undefined)
    throw new UserError(`--backend must be cpu or wasm, but it is '${unknown}'`);
  return {
    ...{ seed, only, replay, backends: backend },
    seconds: seconds === undefined ? Number.POSITIVE_INFINITY : countOf('seconds', seconds),
    calls:
      calls === undefined ? (seconds ? Number.POSITIVE_INFINITY : CALLS) : countOf('calls', calls),
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
  if (!Number.isInteger(value) || value < 1) {
    throw new UserError(`--${name} must be a whole number of at least 1, but it is '${text}'`);
  }
  return value;
}
