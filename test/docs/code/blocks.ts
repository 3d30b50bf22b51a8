import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A piece of code where documentation shows it. */
export interface Block {
  readonly file: string;
  /** What stands behind the opening fence; `ts` for an example without one. */
  readonly info: string;
  /** Of its first line of code, from 1. */
  readonly line: number;
  readonly text: string;
}

export const filesIn = (folder: string, ending: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file))
    .map((file) => join(folder, file).replaceAll('\\', '/'))
    .sort();

/** All Markdown that readers are given; docs/api is what TypeDoc makes. */
export const markdownFiles = (): string[] => [
  'README.md',
  'CONTRIBUTING.md',
  ...['ARCHITECTURE.md', 'CHANGELOG.md', 'SECURITY.md', '.changeset/README.md'],
  'examples/explorer/README.md',
  ...filesIn('docs', /\.md$/).filter((file) => !file.startsWith('docs/api/')),
];

/** The fenced blocks of a text in Markdown, of whatever language. */
export function fencedBlocks(file: string, markdown: string, firstLine = 1): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const [, indent = '', fence, info = ''] = /^(\s*)(`{3,})([^`]*)$/.exec(lines[i] ?? '') ?? [];
    if (!fence) continue;
    const end = lines.findIndex((line, at) => at > i && line.trim() === fence);
    if (end < 0) throw new Error(`${file}:${firstLine + i}: a block that does not end`);
    const text = lines.slice(i + 1, end).map((line) => line.replace(indent, ''));
    blocks.push({ file, info: info.trim(), line: firstLine + i + 1, text: text.join('\n') });
    i = end;
  }
  return blocks;
}

export const blocksOf = (file: string): Block[] => fencedBlocks(file, readFileSync(file, 'utf8'));

/** What stands behind each `@example` of a source file, up to the next tag or the end of the comment. */
export function examplesOf(file: string): Block[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap((comment) => {
    const first = source.slice(0, comment.index).split('\n').length;
    const lines = comment[0].split('\n').map((line) => line.replace(/^\s*(\/\*\*|\*\/|\* ?)/, ''));
    return lines.flatMap((line, at) => {
      if (line.trim() !== '@example') return [];
      const length = lines.slice(at + 1).findIndex((next) => next.startsWith('@'));
      const text = lines.slice(at + 1, length < 0 ? lines.length : at + 1 + length).join('\n');
      const fenced = fencedBlocks(file, text, first + at + 1);
      const bare = { file, info: 'ts', line: first + at + 1, text: text.trimEnd() };
      return fenced.length > 0 ? fenced : [bare];
    });
  });
}
