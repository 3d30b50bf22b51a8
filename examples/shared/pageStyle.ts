import { axis, darkPlots, faint, ink, link, paper, soft } from './palette';

const names = { paper, ink, soft, axis, faint, link };

const colours = (scheme: 'light' | 'dark'): string =>
  Object.entries(names)
    .map(([name, tone]) => `--${name}: ${tone[scheme]};`)
    .join(' ');

/** The most that a page takes, in rem: with its margins, a screen of 1280 pixels and its scroll bar. */
const WIDTH = 75;

/** How a report looks. */
export const pageStyle = `
:root { color-scheme: light dark; ${colours('light')} }
@media (prefers-color-scheme: dark) {
:root { ${colours('dark')} }
${darkPlots}
}
*, ::before, ::after { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: ${WIDTH + 3}rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
a { color: var(--link); }
h1 { font-size: 1.8rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .25rem; border-top: 1px solid var(--faint); padding-top: 1.5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 0; font-weight: 600; overflow-wrap: anywhere; }
p, li { max-width: 46rem; overflow-wrap: anywhere; }
dl { margin: 1rem 0; }
dt { font-weight: 600; }
dd { margin: 0 0 .6rem; max-width: 46rem; }
p { margin: .25rem 0 .75rem; }
hr { border: 0; border-top: 1px solid var(--faint); margin: 1rem 0; }
svg { display: block; }
.scroll { overflow-x: auto; max-width: 100%; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.row { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: flex-end; }
.aligned { display: grid; width: max-content; margin: .5rem 0; }
.loose { gap: .75rem 1.25rem; align-items: center; }
.tight { gap: .75rem .5rem; align-items: center; justify-items: center; }
.title { font-size: .8rem; line-height: 1.3; text-align: center; align-self: end; justify-self: center; white-space: pre-line; }
figure { margin: .5rem 0; max-width: 100%; }
figcaption { font-size: .8rem; color: var(--soft); text-align: center; }
.key { width: min(26rem, 100%); margin: .5rem 0; font-size: .8rem; color: var(--soft); }
.ramp { height: .7rem; border: 1px solid var(--axis); }
.ends { display: flex; justify-content: space-between; gap: 1rem; }
.wide { margin: .75rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .9rem .25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--faint); }
th { font-weight: 600; vertical-align: bottom; }
@media (max-width: 30rem) { main { padding: 1.25rem 1rem 3rem; } h1 { font-size: 1.45rem; } }
`;
