import { check } from '../internal/check';
import type { ColorMap } from './colorMap';

/** Refuses colour maps of fewer than two colours and colours that are not [r, g, b] in [0, 1]. */
export function checkColors(colors: ColorMap): void {
  check(
    Array.isArray(colors) && colors.length >= 2,
    `colors must hold at least 2 colours, but it holds ${colors?.length}`,
  );
  for (const [i, color] of colors.entries()) checkColor(`colors[${i}]`, color);
}

/** Refuses what is not [r, g, b] in [0, 1]. */
export function checkColor(name: string, color: ColorMap[number]): void {
  const valid = color?.length === 3 && color.every((value) => value >= 0 && value <= 1);
  check(valid, `${name} must be [r, g, b] in [0, 1], but it is [${color}]`);
}
