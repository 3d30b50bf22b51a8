import { defineConfig } from 'tsup';
import { sources } from './scripts/build/rooms';

/** The types alone, for `require`; scripts/build makes the rest of dist. */
export default defineConfig({
  entry: { ...sources },
  format: 'cjs',
  clean: true,
  silent: true,
  dts: { only: true, compilerOptions: { ignoreDeprecations: '6.0' } },
});
