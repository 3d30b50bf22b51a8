/** A colour on a light page, and the one that takes its place on a dark page. */
export interface Tone {
  readonly light: string;
  readonly dark: string;
}

export const paper: Tone = { light: '#ffffff', dark: '#14161a' };
/** Of text. */
export const ink: Tone = { light: '#1c1e21', dark: '#e9e9e6' };
/** Of text that matters less. */
export const soft: Tone = { light: '#555b64', dark: '#a8adb7' };
/** Of axes. */
export const axis: Tone = { light: '#767b84', dark: '#8d939d' };
/** Of lines behind a plot, and between the rows of a table. */
export const faint: Tone = { light: '#dddee1', dark: '#353a43' };
export const link: Tone = { light: '#0b57b0', dark: '#7db8ee' };

/**
 * Of the lines and bars of a plot. Eyes that lack one kind of cone tell them apart, too: they differ in lightness where they
 * do not in hue.
 */
export const series: readonly Tone[] = [
  { light: '#0a84e8', dark: '#2f8cf0' },
  { light: '#dd5200', dark: '#ea6e21' },
  { light: '#00472b', dark: '#8ad7c1' },
  { light: '#98279b', dark: '#a05c83' },
  { light: '#151436', dark: '#f8f85f' },
];

/** Of relevance, where it is an area: what speaks for a class is red, what speaks against it blue, as in the maps. */
export const speaksFor: Tone = { light: '#b2182b', dark: '#f4745f' };
export const speaksAgainst: Tone = { light: '#2166ac', dark: '#5fa8ea' };

const all = [paper, ink, soft, axis, faint, link, ...series, speaksFor, speaksAgainst];

/** Rules for a dark page: plots are drawn in the light colours, and each is replaced by its dark one. */
export const darkPlots = all
  .flatMap(({ light, dark }) =>
    ['fill', 'stroke'].map((part) => `svg [${part}="${light}"] { ${part}: ${dark}; }`),
  )
  .join('\n');

export const lightSeries: readonly string[] = series.map(({ light }) => light);
