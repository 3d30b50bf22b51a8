import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UserError } from '../../support/userError';

type Described = NonNullable<ParseArgsConfig['options']>;

/** The values of a command line's options; what is unknown, lacks its value or has an empty one is a user error. */
export function parseArguments<T extends Described>(args: string[], options: T) {
  const values = parse(args, options);
  refuseEmpty(values);
  return values;
}

function parse<T extends Described>(args: string[], options: T) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    const [reason] = (error as Error).message.split(/\.\s/);
    throw new UserError(`${reason}; --help lists the options`);
  }
}

/** '' would else pass for 0, for the working directory, or for no option at all. */
function refuseEmpty(values: Readonly<Record<string, unknown>>): void {
  for (const [name, given] of Object.entries(values)) {
    for (const value of [given].flat()) {
      if (typeof value === 'string' && value.trim() === '') {
        throw new UserError(`--${name} must have a value, but it is '${value}'`);
      }
    }
  }
}

export function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new UserError(
      `--${name} must be a whole number of at least ${least}, but it is '${text}'`,
    );
  }
  return value;
}
