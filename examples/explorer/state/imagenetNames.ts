/** Names of ImageNet's classes, by how many of them there are; some models have one for the background in front. */
export async function imagenetNames(count: number): Promise<string[] | undefined> {
  if (count !== 1000 && count !== 1001) return undefined;
  const { IMAGENET_CLASSES } = await import(
    '@tensorflow-models/mobilenet/dist/imagenet_classes.js'
  );
  const names = shortened(Object.values(IMAGENET_CLASSES));
  return count === 1001 ? ['background', ...names] : names;
}

/** Each without its synonyms, unless another class would have the same name. */
function shortened(all: readonly string[]): string[] {
  const first = all.map((name) => name.split(',')[0] as string);
  return first.map((name, i) =>
    first.indexOf(name) === first.lastIndexOf(name) ? name : (all[i] as string),
  );
}
