import { blocksOf, examplesOf, filesIn, markdownFiles } from './blocks';
import { notRunnable, type Program, programOfExample, programsOf } from './programs';
import { wholeExample } from './wholeExample';

/** The programs of all Markdown, by file. */
export const markdownPrograms: readonly (readonly [file: string, programs: Program[]])[] =
  markdownFiles().map((file) => [file, programsOf(file, blocksOf(file))]);

/** All examples of docstrings. */
export const examplePrograms: readonly Program[] = filesIn('src', /\.ts$/)
  .flatMap(examplesOf)
  .map(programOfExample)
  .map(wholeExample);

/** Where code stands that no test runs. */
export const hidden: readonly string[] = markdownFiles().flatMap((file) =>
  notRunnable(blocksOf(file)),
);
