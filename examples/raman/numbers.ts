/** Three decimals, and powers of ten below a thousandth: 0.653, 12.300, 4.1e-5. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential(1);
  return value.toFixed(3);
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
