import ts from 'typescript';
import type { PublicTypes } from '../../support/publicTypes';

/** A type as plain data, which goes to another process: what the compiler says of an argument, and no more. */
export type Declared =
  | { readonly is: Plain }
  | { readonly is: 'literal'; readonly value: string | number | boolean }
  | { readonly is: 'list'; readonly of: Declared; readonly like: boolean }
  | { readonly is: 'tuple'; readonly of: readonly Declared[] }
  | { readonly is: 'record'; readonly of: Declared }
  | { readonly is: 'object'; readonly fields: Fields }
  | { readonly is: 'union'; readonly of: readonly Declared[] }
  /** An instance of a class of others, as a model, a canvas or a signal. */
  | { readonly is: 'foreign'; readonly name: string };

export type Plain = (typeof plain)[number];

export type Fields = Readonly<
  Record<string, { readonly type: Declared; readonly optional: boolean }>
>;

export interface Parameter {
  readonly name: string;
  readonly type: Declared;
  readonly optional: boolean;
  /** Whether it takes all further arguments, each of this type. */
  readonly rest: boolean;
}

/** The parameters of every function, by its name. */
export type Signatures = Readonly<Record<string, readonly Parameter[]>>;

const plain = [
  ...['any', 'number', 'boolean', 'string', 'bigint', 'undefined', 'null'],
  ...['function', 'tensor'],
] as const;

const byFlag: readonly (readonly [ts.TypeFlags, Plain])[] = [
  [ts.TypeFlags.Any | ts.TypeFlags.Unknown, 'any'],
  [ts.TypeFlags.Number, 'number'],
  [ts.TypeFlags.String, 'string'],
  [ts.TypeFlags.BigInt, 'bigint'],
  [ts.TypeFlags.Undefined | ts.TypeFlags.Void, 'undefined'],
  [ts.TypeFlags.Null, 'null'],
];

const DEEPEST = 6;

/**
 * What the compiler says of the arguments of what is called: of functions and classes by their name, of the function that
 * `f` gives as `f()`, of a method of what it gives as `f().method`.
 */
export function signaturesOf(types: PublicTypes, names: readonly string[]): Signatures {
  const all = [...types.functions, ...types.classes];
  const signatureOf = (name: string): ts.Signature => {
    const [, base, gives, method] = /^(\w+)(\(\))?(?:\.(\w+))?$/.exec(name) ?? [];
    // of overloads, the last one is for all
    const own = all.find((one) => one.name === base)?.signatures.at(-1);
    if (own && !gives) return own;
    const given = own?.getReturnType();
    const property = method === undefined ? undefined : given?.getProperty(method);
    const called = property ? types.checker.getTypeOfSymbol(property) : given;
    const signature = called?.getCallSignatures().at(-1);
    if (!signature) throw new Error(`nothing public is called ${name}`);
    return signature;
  };
  return Object.fromEntries(
    names.map((name) => [
      name,
      signatureOf(name)
        .getParameters()
        .map((one) => parameterOf(types, one)),
    ]),
  );
}

function parameterOf(types: PublicTypes, symbol: ts.Symbol): Parameter {
  const declaration = symbol.valueDeclaration as ts.ParameterDeclaration | undefined;
  const rest = declaration?.dotDotDotToken !== undefined;
  const type = declaredOf(types, types.checker.getTypeOfSymbol(symbol));
  const optional =
    rest || declaration?.questionToken !== undefined || declaration?.initializer !== undefined;
  return { name: symbol.name, type: rest && type.is === 'list' ? type.of : type, optional, rest };
}

function declaredOf(types: PublicTypes, type: ts.Type, depth = 0): Declared {
  const { checker, tensor } = types;
  const bound = checker.getBaseConstraintOfType(type) ?? type;
  const flagged = byFlag.find(([flag]) => bound.flags & flag);
  if (flagged) return { is: flagged[1] };
  if (depth === DEEPEST) return { is: 'any' };
  const within = (part: ts.Type) => declaredOf(types, part, depth + 1);
  if (bound.isUnion()) return { is: 'union', of: bound.types.map(within) };
  if (bound.isStringLiteral() || bound.isNumberLiteral()) {
    return { is: 'literal', value: bound.value };
  }
  if (bound.flags & ts.TypeFlags.BooleanLiteral) {
    return { is: 'literal', value: checker.typeToString(bound) === 'true' };
  }
  if (checker.isTypeAssignableTo(bound, tensor)) return { is: 'tensor' };
  return compoundOf(types, bound, within);
}

function compoundOf(
  { checker }: PublicTypes,
  type: ts.Type,
  within: (part: ts.Type) => Declared,
): Declared {
  if (checker.isTupleType(type)) {
    return { is: 'tuple', of: checker.getTypeArguments(type as ts.TypeReference).map(within) };
  }
  const item = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  const value = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  if (item && !value) {
    return { is: 'list', of: within(item), like: !checker.isArrayType(type) };
  }
  if (type.getCallSignatures().length > 0) return { is: 'function' };
  if (value) return { is: 'record', of: within(value) };
  if (isForeign(type)) return { is: 'foreign', name: type.getSymbol()?.name ?? '' };
  return { is: 'object', fields: fieldsOf(checker, type, within) };
}

const fieldsOf = (
  checker: ts.TypeChecker,
  type: ts.Type,
  within: (part: ts.Type) => Declared,
): Fields =>
  Object.fromEntries(
    type.getApparentProperties().map((symbol) => [
      symbol.name,
      {
        type: within(checker.getTypeOfSymbol(symbol)),
        optional: (symbol.flags & ts.SymbolFlags.Optional) !== 0,
      },
    ]),
  );

const isForeign = (type: ts.Type): boolean =>
  (type.getSymbol()?.getDeclarations() ?? []).some((declaration) =>
    /node_modules/.test(declaration.getSourceFile().fileName),
  );
