import type { MethodName } from '../../worker/protocol';

export interface Shown {
  readonly method: MethodName;
  readonly sigma: number;
  readonly gamma: number;
  readonly target: number;
}

/** The names that a map needs, and its call. */
type Line = readonly [imports: readonly string[], call: string];

const lines: Readonly<Record<MethodName, (shown: Shown) => Line>> = {
  lrpEpsilonPlus: ({ target }) => [['lrp'], `lrp(model, x, { target: ${target} })`],
  lrpEpsilonAlpha2Beta1: ({ target }) => [
    ['epsilonAlpha2Beta1', 'lrp'],
    `lrp(model, x, { target: ${target}, composite: epsilonAlpha2Beta1({ biases: false }) })`,
  ],
  lrpEpsilonGammaBox: ({ target }) => [
    ['epsilonGammaBox', 'lrp'],
    `lrp(model, x, { target: ${target}, composite: epsilonGammaBox(0, 1) })`,
  ],
  deepTaylor: ({ target }) => [
    ['deepTaylor', 'lrp'],
    `lrp(model, x, { target: ${target}, composite: deepTaylor({ low: 0, high: 1 }) })`,
  ],
  taylorGaussian: (shown) => taylor('gaussianRoot', shown.sigma, shown),
  taylorSharpen: (shown) => taylor('sharpenRoot', shown.sigma, shown),
  taylorNearest: (shown) => taylor('nearestRoot', Math.max(1, Math.round(shown.sigma)), shown),
  gradientTimesInput: (shown) => plain('gradientTimesInput', shown),
  integratedGradients: (shown) => plain('integratedGradients', shown),
  smoothGrad: ({ target }) => [
    ['smoothGrad'],
    `smoothGrad(model, x, { target: ${target}, samples: 16, seed: 1 })`,
  ],
  gradCam: ({ target }) => [['gradCam'], `gradCam(model, x, { target: ${target}, smooth: true })`],
  occlusion: ({ target, sigma }) => {
    const side = Math.max(2, Math.round(2 * sigma));
    const step = Math.max(1, Math.floor(side / 2));
    const sizes = `window: [${side}, ${side}], stride: [${step}, ${step}]`;
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
  const [imports, call] = lines[shown.method](shown);
  const names = [...imports, 'conservationReport', 'heatmap'].sort().join(', ');
  return `import { ${names} } from 'fourier-xai';
import { loadModel } from 'fourier-xai/load';

const model = await loadModel('model.json');
const map = ${call};
const picture = heatmap(map, { gamma: ${shown.gamma} });
const [receipt] = await conservationReport(model, x, map, { target: ${shown.target} });
`;
}
