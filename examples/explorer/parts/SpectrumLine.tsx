import type { Spectrum } from '../worker/protocol';

const [width, height, edge] = [1000, 400, 24];

/** A spectrum as a line over the whole box that it stands in. */
export function SpectrumLine({ of: { values } }: { readonly of: Spectrum }) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const up = (value: number) =>
    height - edge - ((value - low) / (high - low || 1)) * (height - 2 * edge);
  const along = (i: number) => ((i + 0.5) / values.length) * width;
  const points = Array.from(
    values,
    (value, i) => `${along(i).toFixed(1)},${up(value).toFixed(1)}`,
  ).join(' ');
  return (
    <svg
      class="spectrum-line"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <polyline points={points} />
    </svg>
  );
}
