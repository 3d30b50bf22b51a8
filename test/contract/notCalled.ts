/** Kernels of the list that the library does not call on a backend, and why, by backend. */
export const notCalled: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
