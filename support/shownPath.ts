import { basename, isAbsolute, relative } from 'node:path';

/** A file or folder as it is printed: from the working directory, so that no line says where that lies. */
export function shownPath(file: string): string {
  const path = relative(process.cwd(), file) || '.';
  return isAbsolute(path) ? basename(file) : path; // on another drive
}
