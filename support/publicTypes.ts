import { resolve } from 'node:path';
import ts from 'typescript';

/** As a consumer compiles: strict, with the library's sources in the place of its package. */
export const consumerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  paths: {
    'fourier-xai': [resolve('src/index.ts')],
    'fourier-xai/*': [resolve('src/*/index.ts')],
  },
};

/** A program of files that are not on disk: their text by path. */
export function programOf(
  texts: Readonly<Record<string, string>>,
  options: ts.CompilerOptions = consumerOptions,
): ts.Program {
  const virtual = new Map(Object.entries(texts).map(([file, text]) => [resolve(file), text]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => virtual.has(file) || fileExists(file);
  host.readFile = (file) => virtual.get(file) ?? readFile(file);
  host.getSourceFile = (file, languageVersion, ...others) => {
    const text = virtual.get(file);
    return text === undefined
      ? getSourceFile(file, languageVersion, ...others)
      : ts.createSourceFile(file, text, languageVersion);
  };
  return ts.createProgram([...virtual.keys()], options, host);
}

/** What the compiler says of one file. */
export function complaints(program: ts.Program, file: string): string[] {
  const source = program.getSourceFile(resolve(file));
  if (!source) throw new Error(`no ${file} in the program`);
  const found = [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
  ];
  return found.map(({ messageText, start = 0 }) => {
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

export interface PublicFunction {
  readonly name: string;
  readonly signatures: readonly ts.Signature[];
}

export interface PublicTypes {
  readonly checker: ts.TypeChecker;
  /** tf.Tensor, of no known rank. */
  readonly tensor: ts.Type;
  readonly functions: readonly PublicFunction[];
  /** What is made by new, with the signatures of its constructors. */
  readonly classes: readonly PublicFunction[];
  /** The type of a parameter; of a generic one, what it may be at most. */
  typeOf(parameter: ts.Symbol): ts.Type;
}

const probe = 'support/probe.ts';

/** The types of all that the library, or other modules in its place, gives; former names, and methods of what that makes, left aside. */
export function publicTypes(
  entries: readonly string[] = ['fourier-xai', 'fourier-xai/shards', 'fourier-xai/wasm'],
): PublicTypes {
  const program = programOf({
    [probe]: `import type { Tensor } from '@tensorflow/tfjs-core';
${entries.map((entry, i) => `import * as entry${i} from '${entry}';`).join('\n')}
export declare const tensor: Tensor;
export { ${entries.map((_, i) => `entry${i}`).join(', ')} };
`,
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(resolve(probe)) as ts.SourceFile;
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(source) as ts.Symbol);
  const typeBy = (name: string) => {
    const symbol = exported.find((one) => one.name === name) as ts.Symbol;
    return checker.getTypeOfSymbolAtLocation(symbol, source);
  };
  const exports = entries
    .flatMap((_, i) => typeBy(`entry${i}`).getProperties())
    .filter((symbol) => !isDeprecated(symbol, checker));
  const calledBy = (kind: ts.SignatureKind): PublicFunction[] =>
    exports
      .map((symbol) => ({
        name: symbol.name,
        signatures: checker.getSignaturesOfType(checker.getTypeOfSymbol(symbol), kind),
      }))
      .filter(({ signatures }) => signatures.length > 0);
  const functions = calledBy(ts.SignatureKind.Call);
  const classes = calledBy(ts.SignatureKind.Construct);
  const typeOf = (parameter: ts.Symbol) =>
    checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(parameter, source));
  return { checker, tensor: typeBy('tensor'), functions, classes, typeOf };
}

const isDeprecated = (symbol: ts.Symbol, checker: ts.TypeChecker): boolean =>
  (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)
    .getJsDocTags(checker)
    .some(({ name }) => name === 'deprecated');

/** The names of a function's options, those of now, its last parameter's where that is called `options`; undefined where it has none. */
export function optionNames({ typeOf, checker }: PublicTypes, { signatures }: PublicFunction) {
  const [signature] = signatures;
  const last = signature?.getParameters().at(-1);
  const isOptions = last !== undefined && /^(options|rules)$/.test(last.name);
  return isOptions
    ? typeOf(last)
        .getApparentProperties()
        .filter((property) => !isDeprecated(property, checker))
        .map(({ name }) => name)
        .sort()
    : undefined;
}
