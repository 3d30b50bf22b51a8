declare module '*.css';

interface ImportMeta {
  readonly env: {
    /** Where the library's reference lies, from the page; without it, as at home, no view links there. */
    readonly VITE_REFERENCE?: string;
  };
}
