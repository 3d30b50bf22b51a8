import { describe, expect, it } from 'vitest';
import { withWasmHint } from '../../src/internal/withWasmHint';

describe('withWasmHint', () => {
  it('says which call gives wasm the kernel that it lacks', () => {
    const lacking = () => {
      throw new Error("Kernel 'Conv2DBackpropFilter' not registered for backend 'wasm'");
    };
    expect(() => withWasmHint('f', lacking)).toThrow(
      /^f: tf.js's wasm backend has no kernel Conv2DBackpropFilter: call registerWasmKernels\(\)/,
    );
  });

  it('passes values and other errors on', () => {
    expect(withWasmHint('f', () => 3)).toBe(3);
    const failing = () => {
      throw new Error('other');
    };
    expect(() => withWasmHint('f', failing)).toThrow(/^other$/);
    const other = "Kernel 'FFT' not registered for backend 'wasm'";
    const lacking = () => {
      throw new Error(other);
    };
    expect(() => withWasmHint('f', lacking)).toThrow(/^Kernel 'FFT' not/);
  });
});
