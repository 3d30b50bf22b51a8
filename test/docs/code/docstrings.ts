import { relative, resolve } from 'node:path';
import ts from 'typescript';
import { programOf } from '../../../support/publicTypes';

/** A public function as its docstring tells it. */
export interface Documented {
  readonly name: string;
  readonly file: string;
  readonly symbol: ts.Symbol;
  readonly signature: ts.Signature;
  readonly tags: readonly ts.JSDocTagInfo[];
  /** Its prose as one line, examples left aside. */
  readonly text: string;
}

export interface Library {
  readonly checker: ts.TypeChecker;
  readonly functions: readonly Documented[];
  /** The types of options that functions take, each with its fields. */
  readonly options: readonly { name: string; file: string; fields: readonly ts.Symbol[] }[];
}

const plain = (parts: readonly ts.SymbolDisplayPart[] | undefined) =>
  ts.displayPartsToString([...(parts ?? [])]);

const fileOf = (symbol: ts.Symbol) =>
  relative(resolve('.'), symbol.declarations?.[0]?.getSourceFile().fileName ?? '').replaceAll(
    '\\',
    '/',
  );

/** All that the given modules export and can be called. */
export function documented(
  entries: readonly string[],
  texts: Record<string, string> = {},
): Library {
  const probe = 'test/docs/docstrings.probe.ts';
  const lines = entries.map((entry, i) => `import * as entry${i} from '${entry}'; void entry${i};`);
  const program = programOf({ ...texts, [probe]: lines.join('\n') });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(resolve(probe)) as ts.SourceFile;
  const exported = new Map<string, ts.Symbol>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const module = checker.getSymbolAtLocation(statement.moduleSpecifier);
    if (!module) throw new Error(`no ${statement.moduleSpecifier.getText()}`);
    for (const one of checker.getExportsOfModule(module)) {
      const isAlias = (one.flags & ts.SymbolFlags.Alias) !== 0;
      exported.set(one.name, isAlias ? checker.getAliasedSymbol(one) : one);
    }
  }
  const options = new Map<string, Library['options'][number]>();
  const functions = [...exported].flatMap(([name, symbol]): Documented[] => {
    if ((symbol.flags & ts.SymbolFlags.Value) === 0) return [];
    const [signature] = checker.getSignaturesOfType(
      checker.getTypeOfSymbol(symbol),
      ts.SignatureKind.Call,
    );
    if (!signature) return [];
    const tags = symbol.getJsDocTags(checker);
    const comment = plain(symbol.getDocumentationComment(checker));
    const prose = tags.filter((tag) => tag.name !== 'example').map((tag) => plain(tag.text));
    const text = [comment, ...prose].join(' ').replace(/\s+/g, ' ');
    const last = signature.getParameters().at(-1);
    const type = last && checker.getNonNullableType(checker.getTypeOfSymbol(last));
    const of = type?.aliasSymbol ?? type?.symbol;
    if (type && of && isOptions(last)) {
      options.set(of.name, {
        name: of.name,
        file: fileOf(of),
        fields: type.getApparentProperties(),
      });
    }
    return [{ name, file: fileOf(symbol), symbol, signature, tags, text }];
  });
  return { checker, functions, options: [...options.values()] };
}

/** What comes last, with fields that its own type documents. */
export const isOptions = ({ name }: ts.Symbol): boolean => /^(options|rules)$/.test(name);

export const tagText = ({ tags }: Documented, name: string): string[] =>
  tags.filter((tag) => tag.name === name).map((tag) => plain(tag.text).trim());

const saysShape = /\[[^\]]*\]|shape|scalar|rank/i;

function isTensor(checker: ts.TypeChecker, type: ts.Type): boolean {
  const text = checker.typeToString(checker.getNonNullableType(type));
  const bound = type.isTypeParameter() ? type.getConstraint() : undefined;
  return (
    /^(tf\.)?(Tensor\b|Tensor\dD|ComplexTensor|RealOrComplex)/.test(text) ||
    (bound !== undefined && isTensor(checker, bound))
  );
}

export interface Exceptions {
  /** Functions that cannot throw. */
  readonly cannotThrow: readonly string[];
  /** Functions that are no algorithm with a source. */
  readonly noSource: readonly string[];
}

/** A paper with its year, a standard, or the software whose meaning it is. */
const source =
  /\b(19[5-9]\d|20[0-3]\d)\b|source document|NumPy|SciPy|scikit|OpenCV|Captum|Zennit|Keras|PyTorch|JAX|tf\.(grad|conv)|np\.\w+|scipy\./;

/** What the docstring of a function lacks. */
export function lacks(
  { checker }: Library,
  one: Documented,
  { cannotThrow, noSource }: Exceptions,
): string[] {
  const deprecated = tagText(one, 'deprecated')[0];
  if (deprecated !== undefined)
    return /`\w+`|\{@link \w+\}/.test(deprecated) ? [] : ['@deprecated with the new name'];
  const params = tagText(one, 'param');
  const known = one.signature.getParameters().map(({ name }) => name);
  const strange = params.filter((param) => !known.includes(param.split(' ')[0] as string));
  const found = strange.map((param) => `a parameter for @param ${param.split(' ')[0]}`);
  for (const parameter of one.signature.getParameters()) {
    if (isOptions(parameter)) continue;
    const text = params.find((param) => param.startsWith(`${parameter.name} `));
    if (!text) found.push(`@param ${parameter.name}`);
    else if (isTensor(checker, checker.getTypeOfSymbol(parameter)) && !saysShape.test(text)) {
      found.push(`shape of @param ${parameter.name}`);
    }
  }
  const result = checker.typeToString(one.signature.getReturnType());
  if (!/^(void|Promise<void>)$/.test(result) && !tagText(one, 'returns')[0]) found.push('@returns');
  const thrown = tagText(one, 'throws');
  if (cannotThrow.includes(one.name) ? thrown.length > 0 : !thrown[0]) found.push('@throws');
  if (!tagText(one, 'example')[0]) found.push('@example');
  if (!noSource.includes(one.name) && !source.test(one.text)) found.push('source');
  const summary = plain(one.symbol.getDocumentationComment(checker));
  if (summary.trim().length < 20) found.push('what it does');
  return found;
}

/** What the fields of a type of options lack. */
export function fieldsLack({ checker }: Library, { fields }: Library['options'][number]): string[] {
  return fields.flatMap((field) => {
    const tags = field.getJsDocTags(checker);
    const text = `${plain(field.getDocumentationComment(checker))} ${tags.map((tag) => plain(tag.text)).join(' ')}`;
    if (text.trim() === '') return [`${field.name}: a text`];
    if (tags.some(({ name }) => name === 'deprecated')) return [];
    const isOptional = (field.flags & ts.SymbolFlags.Optional) !== 0;
    const saysDefault = /default|left out|without|unless|none|where it is missing/i.test(text);
    return isOptional && !saysDefault ? [`${field.name}: its default`] : [];
  });
}
