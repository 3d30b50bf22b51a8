import { build } from 'tsup';
import { sources } from './rooms';

/** The types of each room, and of what several share, for `require`. */
export const buildTypes = (): Promise<void> =>
  build({
    config: false,
    entry: { ...sources },
    outDir: 'dist',
    format: 'cjs',
    silent: true,
    dts: { only: true, compilerOptions: { ignoreDeprecations: '6.0' } },
  });
