/** Names of classes: one a line, a JSON list, or JSON by index, as Keras keeps those of ImageNet. */
export function classNamesIn(text: string): string[] {
  const trimmed = text.trim();
  if (!/^[[{]/.test(trimmed)) return trimmed === '' ? [] : trimmed.split(/\r?\n/).map(cleaned);
  const read = JSON.parse(trimmed) as Readonly<Record<string, unknown>> | readonly unknown[];
  return Object.values(read).map((name) => cleaned(String([name].flat().at(-1))));
}

const cleaned = (name: string) => name.trim().replaceAll('_', ' ');
