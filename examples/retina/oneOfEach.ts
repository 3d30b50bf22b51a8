/** The first of each label, in the order of labels. */
export function oneOfEach<T extends { readonly label: number }>(all: readonly T[]): T[] {
  const first = new Map<number, T>();
  for (const each of all) if (!first.has(each.label)) first.set(each.label, each);
  return [...first.values()].sort((a, b) => a.label - b.label);
}
