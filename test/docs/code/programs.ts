import ts from 'typescript';
import type { Block } from './blocks';

/** Blocks that run as one module, in Node or on a page; its lines stand where those of the file do. */
export interface Program {
  readonly name: string;
  readonly file: string;
  readonly where: 'node' | 'page';
  readonly blocks: readonly Block[];
  /** As the reader sees it. */
  readonly text: string;
}

const kinds: Readonly<Record<string, Program['where']>> = { ts: 'node', 'ts page': 'page' };
/** Blocks that are no TypeScript; code under another name would not be run. */
const notRun = ['', 'sh', 'html', 'json', 'text'];

const sourceOf = (text: string) =>
  ts.createSourceFile('block.ts', text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);

const boundNames = (name: ts.BindingName): string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((one) => (ts.isBindingElement(one) ? boundNames(one.name) : []));

/** The names that a block makes at its top, by import or declaration. */
export function namesIn(text: string): string[] {
  return sourceOf(text).statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
    }
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      return statement.name ? [statement.name.text] : [];
    }
    if (!ts.isImportDeclaration(statement)) return [];
    const { name, namedBindings } = statement.importClause ?? {};
    const inBraces =
      namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : [];
    const star = namedBindings && ts.isNamespaceImport(namedBindings) ? [namedBindings] : [];
    return [name, ...star.map((one) => one.name), ...inBraces.map((one) => one.name)].flatMap(
      (one) => (one ? [one.text] : []),
    );
  });
}

/** Code at the lines that it has in its file; all other lines are empty. */
function atItsLines(blocks: readonly Block[]): string {
  const lines: string[] = [];
  for (const { line, text } of blocks) {
    while (lines.length < line - 1) lines.push('');
    lines.push(...text.split('\n'));
  }
  return `${lines.join('\n')}\n`;
}

/** Blocks of code that no test would run, and which are therefore no blocks to have. */
export const notRunnable = (blocks: readonly Block[]): string[] =>
  blocks
    .filter(({ info }) => !(info in kinds) && !notRun.includes(info))
    .map(({ file, line, info }) => `${file}:${line}: a block of "${info}" is not run`);

/** The programs of a file, in order: a block goes on with the one before it, and begins anew where it makes a name again. */
export function programsOf(file: string, blocks: readonly Block[]): Program[] {
  const groups: { where: Program['where']; blocks: Block[]; names: Set<string> }[] = [];
  for (const block of blocks) {
    const where = kinds[block.info];
    if (!where) continue;
    const names = namesIn(block.text);
    const last = groups.findLast((group) => group.where === where);
    if (last && !names.some((name) => last.names.has(name))) {
      last.blocks.push(block);
      for (const name of names) last.names.add(name);
    } else groups.push({ where, blocks: [block], names: new Set(names) });
  }
  return groups.map((group) => {
    const [first] = group.blocks as [Block];
    const name = `${file}:${first.line}`;
    return { name, file, where: group.where, blocks: group.blocks, text: atItsLines(group.blocks) };
  });
}

/** An example as a program of its own. */
export const programOfExample = (block: Block): Program => ({
  name: `${block.file}:${block.line}`,
  file: block.file,
  where: kinds[block.info] ?? 'node',
  blocks: [block],
  text: atItsLines([block]),
});

interface Mark {
  readonly line: number;
  readonly written: string;
}

/** The comments `// → …` of a text, with the lines `//   …` that go on with them. */
function marksIn(text: string): Mark[] {
  const lines = text.split('\n');
  return lines.flatMap((line, i) => {
    const [, written] = /\/\/ → (.*)$/.exec(line) ?? [];
    if (written === undefined) return [];
    const more: string[] = [];
    for (let next = i + 1; /^\s*\/\/ {2,}\S/.test(lines[next] ?? ''); next++) {
      more.push((lines[next] as string).replace(/^\s*\/\/\s*/, ''));
    }
    return [{ line: i, written: [written, ...more].join(' ').trim() }];
  });
}

interface Edit {
  readonly at: number;
  readonly until: number;
  readonly text: string;
}

/** Of `console.log(value)` the value. */
function printedValue(expression: ts.Expression): ts.Expression {
  const isLog =
    ts.isCallExpression(expression) &&
    expression.expression.getText() === 'console.log' &&
    expression.arguments.length === 1;
  return isLog ? (expression.arguments[0] as ts.Expression) : expression;
}

function editFor(
  statement: ts.Statement | undefined,
  { line, written }: Mark,
  where: string,
): Edit {
  const complain = (what: string): never => {
    throw new Error(`${where}:${line + 1}: → ${what}`);
  };
  const [, thrown] = /^throws (.*)$/.exec(written) ?? [];
  const says = `${line + 1}, ${JSON.stringify(thrown ?? written)}`;
  if (!statement) return complain('follows no statement at the top of the block');
  if (ts.isExpressionStatement(statement)) {
    const value = printedValue(statement.expression).getText();
    const text = thrown
      ? `await $docs.throws(${says}, async () => (${statement.expression.getText()}));`
      : `await $docs.is(${says}, (${value}));`;
    return { at: statement.getStart(), until: statement.getEnd(), text };
  }
  if (thrown || !ts.isVariableStatement(statement)) {
    return complain(`says the value of ${statement.getText().slice(0, 40)}, which has none`);
  }
  const [declared, another] = statement.declarationList.declarations;
  if (!declared || another) return complain('says the value of two names');
  const names = boundNames(declared.name).join(', ');
  const value = ts.isObjectBindingPattern(declared.name)
    ? `{ ${names} }`
    : ts.isArrayBindingPattern(declared.name)
      ? `[${names}]`
      : names;
  const end = statement.getEnd();
  return { at: end, until: end, text: `; await $docs.is(${says}, ${value});` };
}

/** The same program with a check at each →, and a sign at the end of each block. */
export function watched({ name, file, blocks, text }: Program, checks: string): string {
  const source = sourceOf(text);
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const edits = marksIn(text).map((mark) => {
    const isAlone = /^\s*\/\//.test(text.split('\n')[mark.line] ?? '');
    const statement = source.statements.findLast((one) => lineOf(one.getEnd()) <= mark.line);
    const isBeside = statement && (isAlone || lineOf(statement.getEnd()) === mark.line);
    return editFor(isBeside ? statement : undefined, mark, file);
  });
  const lineStarts = source.getLineStarts();
  for (const [i, block] of blocks.entries()) {
    // the closing fence of a block in Markdown, and the end of an example's comment
    const fence = lineStarts[block.line - 1 + block.text.split('\n').length] ?? text.length;
    edits.push({ at: fence, until: fence, text: `; $docs.end(${i});` });
  }
  let edited = text;
  for (const { at, until, text: by } of edits.sort((a, b) => b.at - a.at)) {
    edited = edited.slice(0, at) + by + edited.slice(until);
  }
  // on the first line, which holds no code, so that line numbers stay
  const names = `${JSON.stringify(name)}, ${JSON.stringify(file)}`;
  return `import { watch } from ${JSON.stringify(checks)}; const $docs = watch(${names}); const { console } = $docs; ${edited}`;
}
