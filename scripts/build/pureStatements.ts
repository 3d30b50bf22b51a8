import ts from 'typescript';

/**
 * What a file computes as it is loaded, as calls that are marked as pure: bundlers then leave out each of them that
 * nothing uses, although many files lie in one. They would have to keep `const kinds = { ...others, n: integer(1) }`, since
 * they cannot know that it does nothing else. A class takes along the statements that register it.
 *
 * @throws where a file does something else as it is loaded
 */
export function withPureStatements(file: string, source: string): string {
  const { statements } = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const wrong = statements.find((statement) => !isKnown(statement));
  const registering = statements.filter(ts.isExpressionStatement);
  const classes = statements.filter(ts.isClassDeclaration).filter((node) => !isDeclared(node));
  const names = classes.map(nameOf);
  const other = registering.find((statement) => !names.includes(registeredBy(statement) ?? ''));
  const effect = wrong ?? other;
  if (effect) {
    throw new Error(`${file} does what bundlers would leave out: ${effect.getText()}`);
  }
  return edited(source, [
    ...statements.filter(ts.isVariableStatement).flatMap(pureVariables),
    ...classes.map((node) =>
      pureClass(
        node,
        registering.filter((statement) => registeredBy(statement) === nameOf(node)),
      ),
    ),
    ...registering.map((node) => ({ begin: node.getStart(), end: node.end, text: '' })),
  ]);
}

interface Edit {
  readonly begin: number;
  readonly end: number;
  readonly text: string;
}

const isKnown = (statement: ts.Statement): boolean =>
  [
    ts.isImportDeclaration,
    ts.isExportDeclaration,
    ts.isInterfaceDeclaration,
    ts.isTypeAliasDeclaration,
    ts.isFunctionDeclaration,
    ts.isClassDeclaration,
    ts.isVariableStatement,
    ts.isExpressionStatement,
  ].some((is) => is(statement));

const has = (node: ts.ClassDeclaration, kind: ts.SyntaxKind): boolean =>
  node.modifiers?.some((modifier) => modifier.kind === kind) ?? false;

const isDeclared = (node: ts.ClassDeclaration): boolean => has(node, ts.SyntaxKind.DeclareKeyword);

const nameOf = ({ name }: ts.ClassDeclaration): string => name?.text ?? '';

/** The class that `register(Class)` is about. */
function registeredBy({ expression }: ts.ExpressionStatement): string | undefined {
  if (!ts.isCallExpression(expression)) return undefined;
  const [argument] = expression.arguments;
  const bare = argument && ts.isAsExpression(argument) ? argument.expression : argument;
  return bare && ts.isIdentifier(bare) ? bare.text : undefined;
}

/** Bundlers see for themselves that making one of these does nothing. */
function isPlain(node: ts.Expression): boolean {
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) return isPlain(node.expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isPlain);
  if (ts.isObjectLiteralExpression(node)) {
    return node.properties.every(
      (property) => ts.isPropertyAssignment(property) && isPlain(property.initializer),
    );
  }
  return ts.isArrowFunction(node) || ts.isLiteralExpression(node);
}

const MARK = '/* @__PURE__ */';

/** A call of a function by its name, with plain values, can carry the mark itself. */
const isPlainCall = (node: ts.Expression): node is ts.CallExpression =>
  ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.arguments.every(isPlain);

const pure = (body: string): string => `${MARK} (() => ${body})()`;

function pureVariables({ declarationList }: ts.VariableStatement): Edit[] {
  return declarationList.declarations.flatMap(({ name, initializer }): Edit[] => {
    if (!initializer || (ts.isIdentifier(name) && isPlain(initializer))) return [];
    const [begin, end, value] = [initializer.getStart(), initializer.end, initializer.getText()];
    if (ts.isIdentifier(name)) {
      return [
        { begin, end, text: isPlainCall(initializer) ? `${MARK} ${value}` : pure(`(${value})`) },
      ];
    }
    // each name by itself, so that those which are not used go
    const taken = (one: string) =>
      `${one} = ${pure(`{ const ${name.getText()} = ${value}; return ${one}; }`)}`;
    return [{ begin: name.getStart(), end, text: namesIn(name).map(taken).join(', ') }];
  });
}

const namesIn = (pattern: ts.BindingPattern): string[] =>
  pattern.elements.flatMap((element) => {
    if (ts.isOmittedExpression(element)) return [];
    return ts.isIdentifier(element.name) ? [element.name.text] : namesIn(element.name);
  });

function pureClass(node: ts.ClassDeclaration, registering: readonly ts.Statement[]): Edit {
  const [begin, end, name] = [node.getStart(), node.end, nameOf(node)];
  const isExported = has(node, ts.SyntaxKind.ExportKeyword);
  const own = node.getText().replace(/^export /, '');
  const body = [own, ...registering.map((statement) => statement.getText())].join('\n');
  const text = `const ${name} = ${pure(`{ ${body}\nreturn ${name}; }`)};`;
  return { begin, end, text: isExported ? `export ${text}` : text };
}

const edited = (source: string, edits: readonly Edit[]): string =>
  [...edits]
    .sort((a, b) => b.begin - a.begin)
    .reduce((all, { begin, end, text }) => all.slice(0, begin) + text + all.slice(end), source);
