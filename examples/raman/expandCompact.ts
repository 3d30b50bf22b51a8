import { UserError } from '../../support/userError';
import { missingInteger, type RContents, type RValue } from './rValue';

/**
 * A vector that R keeps, and since 3.5 also writes, in a compact form (ALTREP): a sequence by its length, first
 * value and step, strings by the numbers that they spell, or any vector with a note beside it.
 *
 * @param count is asked before so many values are made, which a few bytes may stand for
 */
export function expandCompact(
  form: string,
  state: RValue,
  count: (values: number) => void,
): RContents {
  if (form === 'compact_intseq') {
    return { type: 'integer', values: Int32Array.from(steps(state, count)) };
  }
  if (form === 'compact_realseq') return { type: 'real', values: steps(state, count) };
  if (form === 'deferred_string') {
    return { type: 'character', values: spelt(firstOf(state), count) };
  }
  if (/^wrap_(logical|integer|real|string|list)$/.test(form)) return contentsOf(firstOf(state));
  throw new UserError(`there is an R vector in the compact form '${form}', which is not read`);
}

function steps(state: RValue, count: (values: number) => void): Float64Array {
  const [length = -1, first = 0, step = 0] = state.type === 'real' ? state.values : [];
  if (!(Number.isInteger(length) && length >= 0)) throw malformed();
  count(length);
  return new Float64Array(length).map((_, i) => first + step * i);
}

/** To 15 digits as in R, but 100000 where R writes 1e+05. */
function spelt(value: RValue, count: (values: number) => void): (string | undefined)[] {
  if (value.type === 'real' || value.type === 'integer') count(value.values.length);
  if (value.type === 'real') {
    return Array.from(value.values, (number) =>
      Number.isNaN(number) ? undefined : String(Number(number.toPrecision(15))),
    );
  }
  if (value.type !== 'integer') throw malformed();
  return Array.from(value.values, (number) =>
    number === missingInteger ? undefined : String(number),
  );
}

function firstOf(state: RValue): RValue {
  const value = state.type === 'list' ? state.values[0] : entryOf(state);
  if (!value) throw malformed();
  return value;
}

const entryOf = (state: RValue) =>
  state.type === 'pairlist' ? state.entries[0]?.value : undefined;

function contentsOf(value: RValue): RContents {
  if (value.type === 'null' || value.type === 'symbol' || value.type === 'pairlist') {
    throw malformed();
  }
  return value;
}

const malformed = () => new UserError('there is an R vector whose compact form is malformed');
