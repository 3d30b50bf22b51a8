import { parseArgs } from 'node:util';
import { UserError } from '../support/userError';
import { type Backend, backends } from './contest';

export const groupNames = [
  'transforms',
  'convolution',
  'fusion',
  'collapse',
  'jacobians',
  'relevance',
  'selection',
  'training',
] as const;
export type GroupName = (typeof groupNames)[number];

export interface Options {
  readonly backends: readonly Backend[];
  readonly only: readonly GroupName[];
  readonly quick: boolean;
  /** The file to write. */
  readonly json?: string;
}

export const usage = `Times this library against its peers, side by side, and prints a table.

  npm run bench -- [options]

  --backend NAME  wasm, cpu, or in a browser webgl, webgpu; may be repeated   (default wasm and cpu)
  --only GROUP    ${groupNames.slice(0, 3).join(', ')},
                  ${groupNames.slice(3).join(', ')}; may be repeated   (default all)
  --quick         three runs of the smallest size of every group: does it work at all?
  --json FILE     write the rows to a file, too
  --help          this text
`;

/** The options of a command line, or undefined where help is asked for. */
export function parseOptions(args: string[]): Options | undefined {
  const { help, backend, only, quick = false, json } = parse(args);
  if (help) return undefined;
  if (json?.trim() === '') throw new UserError(`--json must name a file, but it is '${json}'`);
  return {
    backends: backend ? chosen('backend', backend, backends) : ['wasm', 'cpu'],
    only: only ? chosen('only', only, groupNames) : groupNames,
    quick,
    ...(json !== undefined && { json }),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        backend: { type: 'string', multiple: true },
        only: { type: 'string', multiple: true },
        quick: { type: 'boolean' },
        json: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    const [reason] = (error as Error).message.split(/\.\s/);
    throw new UserError(`${reason}; --help lists the options`);
  }
}

/** Those of the names, in their own order. */
function chosen<Name extends string>(
  option: string,
  given: readonly string[],
  names: readonly Name[],
): Name[] {
  const wrong = given.find((name) => !(names as readonly string[]).includes(name));
  if (wrong !== undefined) {
    throw new UserError(`--${option} must be ${names.join(', ')}, but it is '${wrong}'`);
  }
  return names.filter((name) => given.includes(name));
}
