/** The kernels that registerWasmKernels adds. */
const supplied =
  /^(Conv2DBackpropFilter|DepthwiseConv2dNativeBackprop(Input|Filter)|UnsortedSegmentSum)$/;

/**
 * Runs what needs gradient kernels. Where tf.js has none of that name on wasm, the error says what to do.
 */
export function withWasmHint<V>(caller: string, run: () => V): V {
  try {
    return run();
  } catch (error) {
    const kernel = /Kernel '(\w+)' not registered for backend 'wasm'/.exec(String(error))?.[1];
    if (kernel === undefined || !supplied.test(kernel)) throw error;
    throw new Error(
      `${caller}: tf.js's wasm backend has no kernel ${kernel}: call registerWasmKernels() of fourier-xai/wasm first`,
      { cause: error },
    );
  }
}
