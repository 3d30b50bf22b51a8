import { shownNumber } from './shownNumber';

export interface Series {
  readonly name: string;
  readonly values: readonly number[];
}

export interface CurveProps {
  readonly label: string;
  readonly series: readonly Series[];
  readonly x: string;
  readonly y: string;
  /** What the first point of each series stands for. Default: '0'. */
  readonly start?: string;
  /** What the last one does. */
  readonly end: string;
}

const [width, height] = [320, 150];
const edge = { left: 52, right: 8, top: 8, bottom: 26 };

/** Lines over evenly spaced points, each with its name at the side. */
export function Curve({ label, series, x, y, start = '0', end }: CurveProps) {
  const all = series.flatMap(({ values }) => values).filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)];
  const right = width - edge.right;
  const bottom = height - edge.bottom;
  const up = (value: number) => bottom - ((value - low) / (high - low || 1)) * (bottom - edge.top);
  const along = (i: number, count: number) =>
    edge.left + (i / Math.max(1, count - 1)) * (right - edge.left);
  return (
    <div class="curve">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        <line class="axis" x1={edge.left} x2={right} y1={up(0)} y2={up(0)} />
        <line class="axis" x1={edge.left} x2={edge.left} y1={edge.top} y2={bottom} />
        {[...new Set([low, high])].map((value) => (
          <text key={value} x={edge.left - 5} y={up(value) + 4} text-anchor="end">
            {shownNumber(value)}
          </text>
        ))}
        <text x={edge.left} y={height - 8}>
          {start}
        </text>
        <text x={(edge.left + right) / 2} y={height - 8} text-anchor="middle">
          {x}
        </text>
        <text x={right} y={height - 8} text-anchor="end">
          {end}
        </text>
        <text x={12} y={(edge.top + bottom) / 2} class="upright">
          {y}
        </text>
        {series.map(({ name, values }, i) => (
          <polyline
            key={name}
            class={`line line${i}`}
            points={values.map((v, at) => `${along(at, values.length)},${up(v)}`).join(' ')}
          />
        ))}
      </svg>
      {series.length > 1 && (
        <p class="legend">
          {series.map(({ name }, i) => (
            <span key={name} class={`key line${i}`}>
              {name}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}
