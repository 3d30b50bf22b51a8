import { UserError } from '../../support/userError';
import { readText } from './readText';

/** The names of all classes: a JSON list, `labels` of a JSON object, or one a line. */
export function readLabels(file: string, classes: number): string[] {
  const names = namesIn(readText(file, 'the labels'));
  if (names.length !== classes) {
    throw new UserError(
      `--labels must name the ${classes} classes of the model, but ${file} names ${names.length}`,
    );
  }
  return names;
}

function namesIn(text: string): string[] {
  const json = parsed(text);
  const list = Array.isArray(json) ? json : (json as { labels?: unknown } | undefined)?.labels;
  if (Array.isArray(list)) return list.map(String);
  return text.trim().split(/\r?\n/);
}

/** Undefined for what is not JSON, or not a list or an object. */
function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
