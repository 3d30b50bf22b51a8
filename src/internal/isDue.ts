/** Whether an epoch of a callback, from 0, is one of each `every`, or the last that its fit is asked for. */
export function isDue(
  { params }: { readonly params: Readonly<Record<string, unknown>> },
  epoch: number,
  every: number,
): boolean {
  const done = epoch + 1;
  return done % every === 0 || done === params?.['epochs'];
}
