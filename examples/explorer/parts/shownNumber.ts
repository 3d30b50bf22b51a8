/** Three significant digits, with a true minus sign. */
export function shownNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const large = Math.abs(value) >= 10_000 || (value !== 0 && Math.abs(value) < 0.001);
  const text = large ? value.toExponential(2) : String(Number(value.toPrecision(3)));
  return text.replaceAll('-', '\u2212');
}

export const shownPercent = (share: number): string => `${(100 * share).toFixed(1)}\u00a0%`;
