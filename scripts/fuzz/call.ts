/** One difference from a right call: at a path of its arguments stands something else, named as in values/. */
export interface Change {
  readonly path: readonly string[];
  readonly value: string;
}

/** A right call of a function, changed. */
export interface Call {
  readonly name: string;
  readonly changes: readonly Change[];
}

/** The call in one line, as --replay takes it: `fft 0=nothing 1.n=NaN`. */
export const textOf = ({ name, changes }: Call): string =>
  [name, ...changes.map(({ path, value }) => `${path.join('.')}=${value}`)].join(' ');

export function callOf(text: string): Call {
  const [name = '', ...changes] = text.trim().split(/\s+/);
  return {
    name,
    changes: changes.map((change) => {
      const [, path = '', value = ''] = /^([^=]*)=(.*)$/.exec(change) ?? [];
      return { path: path.split('.'), value };
    }),
  };
}

/** The function of a call and the places of its changes: failures are told once for each. */
export const placesOf = (text: string): string => {
  const { name, changes } = callOf(text);
  return [name, ...changes.map(({ path }) => path.join('.')).sort()].join(' ');
};

/** Whether all changes of one call are among those of another. */
export function includesCall(text: string, part: string): boolean {
  const [[name, ...changes], [other, ...some]] = [text.split(' '), part.split(' ')];
  return name === other && some.every((change) => changes.includes(change));
}
