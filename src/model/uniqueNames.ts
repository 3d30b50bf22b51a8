/** Gives names apart: where one is taken, the next of name_1, name_2, ... */
export function uniqueNames(taken: readonly string[] = []): (name: string) => string {
  const names = new Set(taken);
  return (wanted) => {
    let name = wanted;
    for (let i = 1; names.has(name); i++) name = `${wanted}_${i}`;
    names.add(name);
    return name;
  };
}
