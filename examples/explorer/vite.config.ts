import { defineConfig } from 'vite';

/** A page of static files that works from any sub-path. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  resolve: { tsconfigPaths: true },
  worker: { format: 'es' },
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 2000 },
});
