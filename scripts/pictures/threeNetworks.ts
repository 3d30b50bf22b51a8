import type { Picture } from './picture';
import { arrowHead, drawing, words } from './svg';

/*
 * The three networks of the source document as flows from top to bottom: blue boxes hold pixels, orange ones spectra.
 */

const WIDTH = 480;
const LEFT = 165;
const RIGHT = 365;
const BOX = { width: 150, height: 44 };
const STEP = 66;

type Domain = 'space' | 'waves';

const box = (x: number, y: number, domain: Domain, text: string, quiet?: string): string =>
  [
    `<rect class="box ${domain}" x="${x - BOX.width / 2}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="6"/>`,
    words(x, y + (quiet ? 19 : 27), text),
    quiet ? words(x, y + 36, quiet, 'quiet') : '',
  ].join('');

const down = (x: number, y: number, beside = ''): string =>
  `<path class="arrow" d="M${x} ${y} V${y + STEP - BOX.height - 1}"/>${beside && words(x + 10, y + 15, beside, 'quiet left')}`;

/** From a box of kernels to the product on its left. */
const across = (y: number): string =>
  `<path class="arrow" d="M${RIGHT - BOX.width / 2} ${y} H${LEFT + BOX.width / 2 + 1}"/>`;

interface Step {
  readonly text: string;
  readonly quiet?: string;
  readonly domain: Domain;
  /** What joins it from the right. */
  readonly kernels?: string;
  /** What stands at the arrow to it. */
  readonly by?: string;
}

function flow(title: string, steps: readonly Step[], more: readonly string[] = []): string {
  const top = 44;
  const rows = steps.flatMap(({ text, quiet, domain, kernels, by }, i) => {
    const y = top + i * STEP;
    return [
      i > 0 ? down(LEFT, y - STEP + BOX.height, by) : '',
      box(LEFT, y, domain, text, quiet),
      kernels ? box(RIGHT, y, 'waves', kernels, 'spectra, made once') + across(y + 22) : '',
    ];
  });
  const size = [WIDTH, top + steps.length * STEP - (STEP - BOX.height) + 16] as const;
  return drawing(size, title, [arrowHead, words(WIDTH / 2, 26, title, 'bold'), ...rows, ...more]);
}

const image: Step = { text: 'image x', domain: 'space' };
const head: Step = { text: 'h', quiet: 'flatten, dense layers', domain: 'space' };
const transformed: Step = { text: 'spectrum of x', domain: 'waves', by: 'pad, F' };
const product = (kernels: string): Step => ({ text: 'product', domain: 'waves', kernels });
const features = (text: string): Step => ({ text, domain: 'space', by: 'F⁻¹, crop' });

const layerOf = (number: number): readonly Step[] => [
  { ...product(`kernels of layer ${number}`), by: 'pad, F' },
  {
    ...features(number === 3 ? 'features g(x)' : `maps of layer ${number}`),
    ...(number < 3 && { quiet: 'activation, pooling, …' }),
  },
];

const networks: readonly (readonly [title: string, steps: readonly Step[]])[] = [
  ['layerwiseNetwork: there and back in each layer', [image, ...[1, 2, 3].flatMap(layerOf), head]],
  [
    'cascadeNetwork: there once, back once',
    [
      image,
      transformed,
      ...[1, 2, 3].map((number) => product(`kernels of layer ${number}`)),
      features('features g(x)'),
      head,
    ],
  ],
  [
    'fusedNetwork: one product',
    [image, transformed, product('fused kernels'), features('features g(x)'), head],
  ],
];

/** One drawing for each of the networks. */
export const threeNetworks: readonly Picture[] = networks.map(([title, steps], i) => ({
  name: `three-networks-${i + 1}.svg`,
  make: async () => flow(title, steps),
}));
