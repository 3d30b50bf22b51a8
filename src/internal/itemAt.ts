/** The item at an index of a list that has it, counted from the end where negative. */
export function itemAt<T>(list: ArrayLike<T>, index: number): T {
  const item = list[index < 0 ? list.length + index : index];
  if (item === undefined) throw new RangeError(`a list of ${list.length} has no item ${index}`);
  return item;
}
