/** Most names that a message lists. */
const MOST = 8;

/** Names in quotation marks, in order: all of them, or, of many, those that are nearest to what was asked for. */
export function nearestNames(wanted: string, names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const distances = new Map(distinct.map((name) => [name, distance(wanted, name)]));
  const far = (name: string) => distances.get(name) ?? 0;
  const nearest = new Set([...distinct].sort((a, b) => far(a) - far(b)).slice(0, MOST));
  const shown = distinct.filter((name) => nearest.has(name)).map((name) => `'${name}'`);
  const others = distinct.length - shown.length;
  return shown.join(', ') + (others > 0 ? ` and ${others} more` : '');
}

/** The one that a misspelt name stands for: at most a third of its letters are wrong. */
export function meantName(wanted: string, names: readonly string[]): string | undefined {
  const distances = names.map((name) => edits(wanted, name));
  const least = Math.min(...distances);
  const [meant, ...others] = names.filter((_, i) => distances[i] === least);
  const isNear = meant !== undefined && 3 * least <= Math.max(wanted.length, meant.length);
  return isNear && others.length === 0 ? meant : undefined;
}

/** Letters to change, put in or leave out, whatever their case (Levenshtein), to come from one name to another or its last part. */
function distance(wanted: string, name: string): number {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return Math.min(edits(wanted, name), edits(wanted, last));
}

function edits(a: string, b: string): number {
  const [from, to] = [a.toLowerCase(), b.toLowerCase()];
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
