import { callOf, textOf } from './call';

/** The call with as few of its changes as it still fails with. */
export async function shrink(
  text: string,
  fails: (text: string) => Promise<boolean>,
): Promise<string> {
  const { name, changes } = callOf(text);
  let left = changes;
  for (const change of changes) {
    const fewer = left.filter((one) => one !== change);
    if (fewer.length > 0 && (await fails(textOf({ name, changes: fewer })))) left = fewer;
  }
  return textOf({ name, changes: left });
}
