import { type Kind, listOf, numberFrom } from '../internal/kinds';

const rgb = listOf(numberFrom(0, 1), 3, 3);

export const color: Kind = { holds: rgb.holds, described: '[r, g, b], each from 0 to 1' };

const colors = listOf(color, 2, 1024);

/** Every pixel is compared with every colour of its map. */
export const colorMap: Kind = {
  holds: colors.holds,
  described: 'an array of 2 to 1024 colours [r, g, b], each from 0 to 1',
};
