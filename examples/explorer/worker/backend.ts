import * as tf from '@tensorflow/tfjs-core';
import { type BackendName, backendNames, type Started } from './protocol';

/** What makes a backend known to tf.js; each is a chunk of its own, loaded when it is wanted. */
const loaders: Readonly<Record<BackendName, () => Promise<unknown>>> = {
  webgpu: () => import('@tensorflow/tfjs-backend-webgpu'),
  webgl: () => import('@tensorflow/tfjs-backend-webgl'),
  wasm: () => import('./wasmBackend').then(({ prepareWasm }) => prepareWasm()),
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
};

/** Sets the wanted backend, or the fastest that works: the first of backendNames that computes right. */
export async function startBackend(
  wanted: BackendName | undefined,
  without: readonly BackendName[] = [],
): Promise<Started> {
  const leftOut: string[] = [];
  const all = wanted ? [wanted, ...backendNames.filter((name) => name !== wanted)] : backendNames;
  const order = all.filter((name) => !without.includes(name));
  for (const name of order) {
    const lacking = name === wanted ? undefined : await whyNot(name);
    const reason = lacking ?? (await failureOf(name));
    if (reason === undefined) return { backend: name, leftOut };
    leftOut.push(`${name}: ${reason}`);
  }
  throw new Error(leftOut.join('; '));
}

/** Why a backend is not worth loading: graphics that this machine lacks, or that software draws. */
async function whyNot(name: BackendName): Promise<string | undefined> {
  if (name === 'webgpu') return lackOfWebgpu();
  if (name === 'webgl') return lackOfWebgl();
  return undefined;
}

interface Adapter {
  readonly info?: { readonly vendor?: string; readonly architecture?: string };
}

async function lackOfWebgpu(): Promise<string | undefined> {
  const gpu = (navigator as { gpu?: { requestAdapter(): Promise<Adapter | null> } }).gpu;
  const adapter = await gpu?.requestAdapter();
  if (!adapter) return 'no adapter';
  const { vendor = '', architecture = '' } = adapter.info ?? {};
  return isSoftware(`${vendor} ${architecture}`) ? 'drawn by software' : undefined;
}

function lackOfWebgl(): string | undefined {
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (!gl) return 'no context';
  const extension = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = gl.getParameter(extension?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return isSoftware(String(renderer)) ? 'drawn by software' : undefined;
}

const isSoftware = (renderer: string) => /swiftshader|llvmpipe|software/i.test(renderer);

/** What happened where a backend does not start or computes wrong. */
async function failureOf(name: BackendName): Promise<string | undefined> {
  try {
    await loaders[name]();
    if (!(await tf.setBackend(name))) return 'does not start';
    await tf.ready();
    return (await convolvesRight()) ? undefined : 'computes wrong';
  } catch (error) {
    return (error as Error).message;
  }
}

/** One small convolution whose values are known. */
async function convolvesRight(): Promise<boolean> {
  const y = tf.tidy(() => {
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
    return tf.conv2d(x, tf.tensor4d([1, -1, 2, 3], [2, 2, 1, 1]), 1, 'valid');
  });
  const values = await y.data();
  y.dispose();
  return [22, 27, 37, 42].every((value, i) => Math.abs((values[i] as number) - value) < 1e-3);
}
