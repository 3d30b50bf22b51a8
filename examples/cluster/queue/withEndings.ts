/** Runs what starts things one after the other; each that is noted is ended afterwards, the last one first. */
export async function withEndings<T>(
  act: (ending: (end: () => unknown) => void) => Promise<T>,
): Promise<T> {
  const endings: (() => unknown)[] = [];
  try {
    return await act((end) => endings.push(end));
  } finally {
    for (const end of endings.reverse()) await end();
  }
}
