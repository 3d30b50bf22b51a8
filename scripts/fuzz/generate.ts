import seedrandom from 'seedrandom';
import { type Change, textOf } from './call';
import type { Declared, Parameter, Signatures } from './declared';
import { valueNames } from './values/index';

/** Somewhere among the arguments where something else can stand, and of what type it should be. */
interface Place {
  readonly path: readonly string[];
  readonly type: Declared;
}

const DEEPEST = 4;
const NUMBERS =
  '0 -0 1 2 3 4 5 7 16 61 -1 -2 0.5 1.5 -0.5 1e-9 1e-300 5e-324 1e9 -1e9 1e15 2147483647 2147483648 4294967296 9007199254740992 1e300 NaN Infinity -Infinity'.split(
    ' ',
  );
const TEXTS = ['', ' ', '3', 'same', 'toString', 'constructor', '__proto__', '%1B[31m', '%00', 'é'];
const UNKNOWN_OPTIONS = ['misspelt', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '0'];
const SHAPES = ['', '0', '1', '5', '2,2', '0,3', '3,3,1', '1,1,1,1', '2,6,6,1', '0,6,6,1'];
const MORE_SHAPES = ['1,0,0,1', '3,3,2,2', '2,1,1,3,1', '1,1,1,1,1,1', '1,64,64,2', '1000'];
const DTYPES = ['float32', 'float32', 'int32', 'bool'];

const callbackNames = valueNames.filter((name) => name.startsWith('fn:'));
const tensorNames = valueNames.filter((name) => name.startsWith('tensor:'));
const listNames = valueNames.filter((name) => /^(list|like|typed):/.test(name));
const instanceNames = valueNames.filter((name) => /^(model|signal):/.test(name));

/** Endless calls of the functions, each in turn, in an order and with changes that the seed tells. */
export function* generate(signatures: Signatures, seed: string): Generator<string> {
  const random = seedrandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const places = Object.entries(signatures).map(([name, parameters]) => ({
    name,
    places: placesOf(parameters),
  }));
  // what has no arguments is called once
  yield* places.filter(({ places: own }) => own.length === 0).map(({ name }) => name);
  const changing = places.filter(({ places: own }) => own.length > 0);
  while (changing.length > 0) {
    for (const { name, places: own } of shuffled(changing, random)) {
      const count = pick([1, 1, 1, 1, 2, 2, 3]);
      const changes = Array.from({ length: count }, () => changeAt(pick(own), pick));
      yield textOf({ name, changes: withoutTwice(changes) });
    }
  }
}

type Pick = <T>(list: readonly T[]) => T;

const changeAt = ({ path, type }: Place, pick: Pick): Change => {
  const isRight = pick([true, true, false, false, false]);
  return { path, value: isRight ? ofType(type, pick) : ofAnyType(pick) };
};

/** Of two changes where one is within the other, the first. */
const withoutTwice = (changes: readonly Change[]): Change[] =>
  changes.filter(({ path }, i) =>
    changes
      .slice(0, i)
      .every((before) => before.path.some((key, at) => path.length > at && path[at] !== key)),
  );

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((item): [number, T] => [random(), item])
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

const placesOf = (parameters: readonly Parameter[]): Place[] =>
  parameters.flatMap(({ name, type, rest }, i) => [
    ...within({ path: [`${i}`], type }),
    ...(rest ? [{ path: [`${i + 1}`], type }] : []),
    ...(/^(options|rules)$/.test(name)
      ? UNKNOWN_OPTIONS.map((option): Place => ({ path: [`${i}`, option], type: { is: 'any' } }))
      : []),
  ]);

/** A place, and the places in what stands there. */
function within(place: Place): Place[] {
  const { path, type } = place;
  if (path.length === DEEPEST) return [place];
  const inside = (key: string, of: Declared) => within({ path: [...path, key], type: of });
  switch (type.is) {
    case 'list':
      return [place, ...inside('0', type.of)];
    case 'tuple':
      return [place, ...type.of.flatMap((of, i) => inside(`${i}`, of))];
    case 'record':
      return [place, ...inside('0', type.of)];
    case 'object':
      return [
        place,
        ...Object.entries(type.fields).flatMap(([name, field]) => inside(name, field.type)),
      ];
    case 'union':
      return [
        place,
        ...type.of
          .filter(hasInside)
          .slice(0, 1)
          .flatMap((of) => within({ path, type: of })),
      ];
    default:
      return [place];
  }
}

const hasInside = ({ is }: Declared): boolean => ['list', 'tuple', 'record', 'object'].includes(is);

function ofType(type: Declared, pick: Pick): string {
  switch (type.is) {
    case 'number':
      return pick(NUMBERS);
    case 'string':
      return `text:${pick(TEXTS)}`;
    case 'literal':
      return typeof type.value === 'string' ? `text:${type.value}` : `${type.value}`;
    case 'function':
      return pick(callbackNames);
    case 'tensor':
      return pick([true, true, true, false]) ? pick(tensorNames) : zeros(pick);
    case 'union':
      return ofType(pick(type.of), pick);
    case 'list':
    case 'tuple':
    case 'record':
      return pick(listNames);
    case 'foreign':
      return pick(instanceNames);
    default:
      return ofAnyType(pick);
  }
}

const zeros = (pick: Pick): string => `zeros:${pick([...SHAPES, ...MORE_SHAPES])}:${pick(DTYPES)}`;

const ofAnyType = (pick: Pick): string =>
  pick([
    () => pick(valueNames),
    () => pick(valueNames),
    () => pick(valueNames),
    () => pick(NUMBERS),
    () => `text:${pick(TEXTS)}`,
    () => zeros(pick),
  ])();
