import { printable } from '../src/internal/shown';

/*
 * All that the programs print goes through here: names of files, layers and classes are written by others, and may hold
 * what a terminal acts on.
 */

/** Prints a line; what a terminal would act on, line breaks too, is written out as in JSON. */
export const say = (line: string): void => print(printable(line).concat('\n'));

/** The same on the error stream. */
export const complain = (line: string): void => print(printable(line).concat('\n'), process.stderr);

/** Prints text of several lines, such as a table, or a part of a line: line breaks stay. */
export function print(text: string, to: NodeJS.WritableStream = process.stdout): void {
  to.write(text.split('\n').map(printable).join('\n'));
}
