import { bytesIn } from './bytesIn';

/** What is made of instances of a WebAssembly module as text; null where there is no WebAssembly with all that it needs. */
export function withInstances<Exports, Made>(
  text: string,
  make: (instance: () => Exports) => Made,
): Made | null {
  try {
    const compiled = new WebAssembly.Module(bytesIn(text));
    return make(() => new WebAssembly.Instance(compiled).exports as Exports);
  } catch {
    return null;
  }
}
