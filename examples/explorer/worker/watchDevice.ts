import * as tf from '@tensorflow/tfjs-core';

/** What of tf.js's backends on graphics tells that they are lost. */
interface Graphics {
  readonly gpgpu?: { readonly gl?: { readonly canvas?: EventTarget } };
  readonly device?: { readonly lost?: Promise<{ readonly message: string }> };
}

const watched = new WeakSet<object>();

/** Tells once if the device of the present backend is lost. */
export function watchDevice(lost: (reason: string) => void): void {
  const backend = tf.backend() as Graphics;
  if (watched.has(backend)) return;
  watched.add(backend);
  const { gpgpu, device } = backend;
  gpgpu?.gl?.canvas?.addEventListener('webglcontextlost', () => lost('the WebGL context was lost'));
  void device?.lost?.then(({ message }) => lost(message || 'the device was lost'));
}
