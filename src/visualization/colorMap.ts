/** Anchor colours [red, green, blue] in [0, 1] (sRGB), evenly spaced, with straight lines between them: 2 to 1024. */
export type ColorMap = readonly (readonly [red: number, green: number, blue: number])[];

/**
 * Blue over near-white to red, for signed values: ColorBrewer's RdBu in 11 classes, reversed
 * (colorbrewer2.org; colour specifications and designs developed by Cynthia Brewer, Apache-2.0).
 */
export const divergingColors: ColorMap = /* @__PURE__ */ fromHex(
  '053061 2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b 67001f',
);

/**
 * Dark violet over green to yellow, evenly in lightness, for magnitudes: 16 points of Matplotlib's
 * viridis by Stéfan van der Walt, Nathaniel Smith and Eric Firing (CC0), within 0.03 of the full map.
 */
export const sequentialColors: ColorMap = /* @__PURE__ */ fromHex(
  '440154 481a6c 472f7d 414487 39568c 31688e 2a788e 23888e 1f988b 22a884 35b779 54c568 7ad151 a5db36 d2e21b fde725',
);

/** Black to white. */
export const grayColors: ColorMap = [
  [0, 0, 0],
  [1, 1, 1],
];

/** @deprecated Use {@link divergingColors}. */
export const diverging = divergingColors;

/** @deprecated Use {@link sequentialColors}. */
export const sequential = sequentialColors;

/** @deprecated Use {@link grayColors}. */
export const gray = grayColors;

function fromHex(colors: string): ColorMap {
  const byte = (hex: string, at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return colors.split(' ').map((hex) => [byte(hex, 0), byte(hex, 2), byte(hex, 4)]);
}
