import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { registerWasmKernels } from './src/wasm';
import { inputGradient, lrp, composite, epsilonRule, epsilonPlus } from './src/index';
import { mobileNet } from './bench/mobileNet';
import { readModel } from './support/layersModel/readModel';
import { randomTensor } from './support/random';
registerWasmKernels();
tf.enableProdMode();
await tf.setBackend('wasm');
const L = tfl.layers;
const c = (filters: number, kernelSize: number, strides = 1, extra = {}) => L.conv2d({ filters, kernelSize, strides, padding: 'same', activation: 'relu', ...extra });
function oneByOne() {
  return tfl.sequential({ layers: [c(32, 3, 2, { inputShape: [64, 64, 3] }), c(64, 1), c(64, 3, 2), c(128, 1), c(128, 3, 2), c(256, 1), c(256, 3, 2), c(256, 1), L.globalAveragePooling2d({}), L.dense({ units: 10 })] });
}
function resnet50(side = 80) {
  const input = tfl.input({ shape: [side, side, 3] });
  const bn = (x: any) => L.batchNormalization().apply(x) as any;
  const relu = (x: any) => L.reLU().apply(x) as any;
  const conv = (x: any, f: number, k: number, s = 1) => L.conv2d({ filters: f, kernelSize: k, strides: s, padding: 'same' }).apply(x) as any;
  let x = relu(bn(conv(input, 64, 7, 2)));
  x = L.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }).apply(x);
  const block = (x: any, f: number, s: number, first: boolean) => {
    const short = first ? bn(conv(x, 4 * f, 1, s)) : x;
    let y = relu(bn(conv(x, f, 1, s)));
    y = relu(bn(conv(y, f, 3)));
    y = bn(conv(y, 4 * f, 1));
    return relu(L.add().apply([short, y]));
  };
  for (const [f, n, s] of [[64, 3, 1], [128, 4, 2], [256, 6, 2], [512, 3, 2]] as const) for (let i = 0; i < n; i++) x = block(x, f, i === 0 ? s : 1, i === 0);
  x = L.globalAveragePooling2d({}).apply(x);
  x = L.dense({ units: 10 }).apply(x);
  return tfl.model({ inputs: input, outputs: x });
}
const dense = () => tfl.sequential({ layers: [L.dense({ inputShape: [704], units: 2000, activation: 'relu' }), L.dense({ units: 5 })] });
const shared = (n: string) => () => readModel(`../shared/data/models/${n}/model.json`);
const all: Record<string, () => any> = { oneByOne, mobile: () => mobileNet(224, 0.25), tinyvgg: shared('tinyvgg-cnn-explainer'), retina64: shared('retina64-cnn'), mnist: shared('ilearn-mnist'), resnet50, dense };
const names = process.argv[2] ? process.argv[2].split(',') : Object.keys(all);
const median = (v: number[]) => v.sort((a, b) => a - b)[v.length >> 1]!;
async function time(f: () => tf.Tensor | tf.Tensor[], n = 7) {
  const out: number[] = [];
  for (let i = 0; i < n + 2; i++) { const t = performance.now(); const y = f(); await (Array.isArray(y) ? y[0]! : y).data(); const d = performance.now() - t; tf.dispose(y); if (i > 1) out.push(d); }
  return median(out);
}
const profile = process.argv[3] === 'profile';
for (const name of names) {
  const m = await all[name]!();
  const shape = m.inputs[0].shape.map((n: number | null) => n ?? 1);
  const x = randomTensor(shape, 3);
  const f = await time(() => m.predict(x) as tf.Tensor);
  const rows: Record<string, () => tf.Tensor> = {
    grad: () => inputGradient(m, x, { target: 1 } as any) as tf.Tensor,
    lrpE: () => lrp(m, x, { target: 1, composite: composite({ convolution: epsilonRule(1e-6), dense: epsilonRule(1e-6) }) } as any) as tf.Tensor,
    lrpEP: () => lrp(m, x, { target: 1, composite: epsilonPlus() } as any) as tf.Tensor,
  };
  const parts = [`${name} forward ${f.toFixed(1)}`];
  for (const [k, g] of Object.entries(rows)) { try { parts.push(`${k} ${((await time(g, 5)) / f).toFixed(1)}`); } catch (e) { parts.push(`${k} ${(e as Error).message.slice(0, 80)}`); } }
  console.log(parts.join('  '));
  if (profile) for (const [k, g] of Object.entries(rows)) {
    const info = await tf.profile(() => { g().dispose(); return [] as any; });
    const by = new Map<string, number>();
    for (const kk of info.kernels) by.set(kk.name, (by.get(kk.name) ?? 0) + 1);
    const timed = new Map<string, number>();
    const e = tf.engine(); const run = e.runKernel; let depth = 0; const stack: number[] = [];
    e.runKernel = ((n: string, ...r: any[]) => { const t = performance.now(); stack.push(0); try { return (run as any).call(e, n, ...r); } finally { const d = performance.now() - t; const inner = stack.pop()!; timed.set(n, (timed.get(n) ?? 0) + d - inner); if (stack.length) stack[stack.length - 1]! += d; } }) as any;
    g().dispose(); e.runKernel = run;
    console.log(' ', k, [...timed].sort((a, b) => b[1] - a[1]).slice(0, 8).map(([n, t]) => `${n} ${t.toFixed(1)}ms x${by.get(n)}`).join(', '));
  }
  m.dispose(); x.dispose();
}
