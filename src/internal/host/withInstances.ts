/** What is made of instances of a WebAssembly module in base64; null where there is no WebAssembly with all that it needs. */
export function withInstances<Exports, Made>(
  base64: string,
  make: (instance: () => Exports) => Made,
): Made | null {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const compiled = new WebAssembly.Module(bytes);
    return make(() => new WebAssembly.Instance(compiled).exports as Exports);
  } catch {
    return null;
  }
}
