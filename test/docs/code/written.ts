/** What a comment `// → …` says that a value is. */
export type Written =
  | { readonly kind: 'number'; readonly value: number; readonly within: number }
  | { readonly kind: 'other'; readonly value: unknown }
  | {
      readonly kind: 'list';
      readonly head: Written[];
      readonly tail: Written[];
      readonly isWhole: boolean;
    }
  | { readonly kind: 'record'; readonly fields: Record<string, Written>; readonly isWhole: boolean }
  | { readonly kind: 'anything' };

const words: Record<string, unknown> = {
  true: true,
  false: false,
  null: null,
  undefined: undefined,
};
const number = /^[-−+]?(\d[\d_]*(\.\d+)?(e[-+]?\d+)?|Infinity)|^NaN/;

/** An integer may be a float32 beside it; of others, the last digit is rounded. */
function numberOf(text: string): Written {
  const value = Number(text.replaceAll('_', '').replace('−', '-'));
  const [, decimals = '', exponent = '0'] = /^[^.e]*(?:\.(\d+))?(?:e(.*))?$/.exec(text) ?? [];
  const rounding = 0.5000001 * 10 ** (Number(exponent) - decimals.length);
  const isExact = decimals === '' && exponent === '0';
  return {
    kind: 'number',
    value,
    within: isExact ? 1e-6 * Math.max(1, Math.abs(value)) : rounding,
  };
}

/**
 * Reads a value as JavaScript writes it: numbers, strings, true, false, null, undefined, NaN, [lists] and { records },
 * `…` for anything or for the rest. Behind it may stand a remark: `, as …`, `: …`, `; …` or `(…)`.
 */
export function readWritten(comment: string): Written {
  let at = 0;
  const rest = () => comment.slice(at);
  const fail = (what: string): never => {
    throw new Error(`cannot read the value behind → at "${rest()}": ${what} expected`);
  };
  const skip = () => {
    at += /^\s*/.exec(rest())?.[0].length ?? 0;
  };
  const take = (text: string) => {
    skip();
    const is = rest().startsWith(text);
    if (is) at += text.length;
    return is;
  };
  const match = (pattern: RegExp) => {
    skip();
    const found = pattern.exec(rest())?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const list = (): Written => {
    const [head, tail]: Written[][] = [[], []];
    let isWhole = true;
    while (!take(']')) {
      if (take('…')) isWhole = false;
      else (isWhole ? head : tail)?.push(value());
      if (!take(',') && !/^\s*\]/.test(rest())) fail('a comma or ]');
    }
    return { kind: 'list', head: head ?? [], tail: tail ?? [], isWhole };
  };
  const record = (): Written => {
    const fields: Record<string, Written> = {};
    let isWhole = true;
    while (!take('}')) {
      if (take('…')) isWhole = false;
      else {
        const name = match(/^('[^']*'|"[^"]*"|[\w$]+)/) ?? fail('a name');
        if (!take(':')) fail('a colon');
        fields[name.replace(/^['"]|['"]$/g, '')] = value();
      }
      if (!take(',') && !/^\s*\}/.test(rest())) fail('a comma or }');
    }
    return { kind: 'record', fields, isWhole };
  };
  function value(): Written {
    if (take('[')) return list();
    if (take('{')) return record();
    if (take('…')) return { kind: 'anything' };
    const digits = match(number);
    if (digits) return numberOf(digits);
    const quoted = match(/^('[^']*'|"[^"]*"|`[^`]*`)/);
    if (quoted) return { kind: 'other', value: quoted.slice(1, -1) };
    const word = match(/^\w+/) ?? '';
    return word in words ? { kind: 'other', value: words[word] } : fail('a value');
  }
  const read = value();
  if (!/^\s*($|[,:;]\s+[A-Za-z]|\()/.test(rest())) fail('the end');
  return read;
}

const shown = (value: unknown): string => {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  const text = typeof value === 'string' ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  return typeof value === 'number'
    ? String(value)
    : text.length > 300
      ? `${text.slice(0, 300)} …`
      : text;
};

/** Where a value is not what is written; undefined where it is. */
export function differenceFrom(
  written: Written,
  value: unknown,
  path = 'the value',
): string | undefined {
  const differs = (expected: unknown) => `${path} is ${shown(value)}, not ${shown(expected)}`;
  switch (written.kind) {
    case 'anything':
      return undefined;
    case 'number': {
      const given = typeof value === 'boolean' ? Number(value) : value;
      const isNear = typeof given === 'number' && Math.abs(given - written.value) <= written.within;
      return isNear || Object.is(given, written.value) || given === written.value
        ? undefined
        : differs(written.value);
    }
    case 'other': {
      // tensors of truth values give 0 and 1
      const isTruth = written.value === (value === 1) && (value === 0 || value === 1);
      return isTruth || Object.is(value, written.value) ? undefined : differs(written.value);
    }
    case 'list':
      return listDifference(written, value, path);
    case 'record':
      return recordDifference(written, value, path);
  }
}

function listDifference(
  { head, tail, isWhole }: Written & { kind: 'list' },
  value: unknown,
  path: string,
): string | undefined {
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  if (!isList) return `${path} is ${shown(value)}, not a list`;
  const items = [...(value as ArrayLike<unknown> & Iterable<unknown>)];
  const least = head.length + tail.length;
  if (isWhole ? items.length !== least : items.length < least) {
    return `${path} has ${items.length} items, not ${least}: ${shown(items)}`;
  }
  const begin = items.length - tail.length;
  return [
    ...head.map((one, i) => differenceFrom(one, items[i], `${path}[${i}]`)),
    ...tail.map((one, i) => differenceFrom(one, items[begin + i], `${path}[${begin + i}]`)),
  ].find(Boolean);
}

function recordDifference(
  { fields, isWhole }: Written & { kind: 'record' },
  value: unknown,
  path: string,
): string | undefined {
  if (typeof value !== 'object' || value === null)
    return `${path} is ${shown(value)}, not a record`;
  const record = value as Record<string, unknown>;
  const more = Object.keys(record).filter(
    (name) => record[name] !== undefined && !(name in fields),
  );
  if (isWhole && more.length > 0) return `${path} has ${more.join(', ')}, too`;
  return Object.entries(fields)
    .map(([name, one]) => differenceFrom(one, record[name], `${path}.${name}`))
    .find(Boolean);
}
