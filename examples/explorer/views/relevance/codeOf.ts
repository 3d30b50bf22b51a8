import type { MethodName } from '../../worker/protocol';

export interface Shown {
  readonly method: MethodName;
  readonly sigma: number;
  readonly gamma: number;
  readonly target: number;
  /** The least and the largest value that an input can have; those of x itself, where there are none. */
  readonly box?: readonly [low: number, high: number] | undefined;
}

/** The names that a map needs, its call, and what stands before that. */
type Line = readonly [imports: readonly string[], call: string, before?: string];

const short = (value: number): string => String(Number(value.toPrecision(4)));

/** What low and high are, where they are those of x. */
const ends = (box: Shown['box']): [] | [before: string] =>
  box
    ? []
    : [
        'const values = await x.data();\nconst [low, high] = [Math.min(...values), Math.max(...values)];\n',
      ];

const lines: Readonly<Record<MethodName, (shown: Shown) => Line>> = {
  lrpEpsilonPlus: ({ target }) => [['lrp'], `lrp(model, x, { target: ${target} })`],
  lrpEpsilonAlpha2Beta1: ({ target }) => [
    ['epsilonAlpha2Beta1', 'lrp'],
    `lrp(model, x, { target: ${target}, composite: epsilonAlpha2Beta1({ biases: false }) })`,
  ],
  lrpEpsilonGammaBox: ({ target, box }) => [
    ['epsilonGammaBox', 'lrp'],
    `lrp(model, x, { target: ${target}, composite: epsilonGammaBox(${box ? box.map(short).join(', ') : 'low, high'}) })`,
    ...ends(box),
  ],
  lrpEpsilon: ({ target }) => [
    ['composeRules', 'lrp'],
    `lrp(model, x, { target: ${target}, composite: composeRules() })`,
  ],
  deepTaylor: ({ target, box }) => [
    ['deepTaylor', 'lrp'],
    `lrp(model, x, { target: ${target}, composite: deepTaylor({ ${box ? `low: ${short(box[0])}, high: ${short(box[1])}` : 'low, high'} }) })`,
    ...ends(box),
  ],
  taylorGaussian: (shown) => taylor('gaussianRoot', shown.sigma, shown),
  taylorSharpen: (shown) => taylor('sharpenRoot', shown.sigma, shown),
  taylorNearest: (shown) => taylor('nearestRoot', Math.max(1, Math.round(shown.sigma)), shown),
  gradientTimesInput: (shown) => plain('gradientTimesInput', shown),
  integratedGradients: (shown) => plain('integratedGradients', shown),
  exactIntegratedGradients: (shown) => plain('exactIntegratedGradients', shown),
  smoothGrad: ({ target }) => [
    ['smoothGrad'],
    `smoothGrad(model, x, { target: ${target}, samples: 16, seed: 1 })`,
  ],
  gradCam: ({ target }) => [['gradCam'], `gradCam(model, x, { target: ${target}, smooth: true })`],
  occlusion: ({ target, sigma }) => {
    const side = Math.max(2, Math.round(2 * sigma));
    const step = Math.max(1, Math.floor(side / 2));
    const sizes = `window: [${side}, ${side}], strides: [${step}, ${step}]`;
    return [['occlusion'], `occlusion(model, x, { target: ${target}, ${sizes} })`];
  },
};

const taylor = (root: string, size: number, { target }: Shown): Line => [
  [root, 'taylorDecomposition'],
  `taylorDecomposition(model, x, { target: ${target}, rootPoint: ${root}(${size}) })`,
];

const plain = (name: string, { target }: Shown): Line => [
  [name],
  `${name}(model, x, { target: ${target} })`,
];

/** What makes the shown map, to be run by the visitor; x is the batch of images. */
export function codeOf(shown: Shown): string {
  const [imports, call, before = ''] = lines[shown.method](shown);
  const names = [...imports, 'conservationReport', 'heatmap'].sort().join(', ');
  return `import { ${names} } from 'fourier-xai';
import { loadModel } from 'fourier-xai/load';

const model = await loadModel('model.json');
${before}const map = ${call};
const picture = heatmap(map, { gamma: ${shown.gamma} });
const [receipt] = await conservationReport(model, x, map, { target: ${shown.target} });
`;
}
