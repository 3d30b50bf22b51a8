import { isObject, readText } from '../../support/readText';
import { UserError } from '../../support/userError';

/** Bytes of the file. */
const MOST = 2 ** 24;

/** The names of all classes: a JSON list, `labels` of a JSON object, or one a line. */
export function readLabels(file: string, classes: number): string[] {
  const names = namesIn(readText(file, MOST, 'the labels'));
  if (names.length !== classes) {
    throw new UserError(
      `--labels must name the ${classes} classes of the model, but ${file} names ${names.length}`,
    );
  }
  const other = names.find((name) => typeof name !== 'string');
  if (other !== undefined) {
    throw new UserError(`--labels must be texts, but ${file} has a ${typeof other} among them`);
  }
  return names as string[];
}

function namesIn(text: string): readonly unknown[] {
  const json = parsed(text);
  const list = isObject(json) ? json['labels'] : json;
  return Array.isArray(list) ? list : text.trim().split(/\r?\n/);
}

/** Undefined for what is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
