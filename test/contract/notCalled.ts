const inHostMemory = {
  Round: 'clahe goes by loops there, which round themselves',
};

/** Kernels of the list that the library does not call on a backend, and why, by backend. */
export const notCalled: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cpu: inHostMemory,
  wasm: inHostMemory,
};
