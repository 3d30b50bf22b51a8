const conv3d =
  "the gradient of tf.js 4.22's conv3d adds to memory that it does not clear: all but outputs is wrong";

/** Kernels of the list that the library does not call on a backend, and why, by backend. */
export const notCalled: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  wasm: { Conv3D: conv3d, Conv3DBackpropInputV2: conv3d },
};
