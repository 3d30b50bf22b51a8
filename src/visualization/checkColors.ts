import { check } from '../internal/check';
import type { ColorMap } from './colorMap';

/** Refuses colour maps of fewer than two colours and colours that are not [r, g, b] in [0, 1]. */
export function checkColors(caller: string, colors: ColorMap): void {
  check(
    colors?.length >= 2,
    caller,
    `colors must hold at least 2 colours, but it holds ${colors?.length}`,
  );
  for (const [i, color] of colors.entries()) checkColor(caller, `colors[${i}]`, color);
}

/** Refuses what is not [r, g, b] in [0, 1]. */
export function checkColor(caller: string, name: string, color: ColorMap[number]): void {
  const valid = color?.length === 3 && color.every((value) => value >= 0 && value <= 1);
  check(valid, caller, `${name} must be [r, g, b] in [0, 1], but it is [${color}]`);
}
