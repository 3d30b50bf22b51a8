import { cruise, format, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { folders } from './rooms';
import { rules } from './rules';

const options: ICruiseOptions = {
  doNotFollow: 'node_modules',
  exclude: '^(dist|docs|examples/explorer/dist)/',
  tsPreCompilationDeps: true,
  validate: true,
  ruleSet: { forbidden: rules },
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['types', 'import', 'node'],
  },
};

/** All imports of a tree like this repository's, those of types included, judged by the rules. */
export async function readImports(
  baseDir: string,
  which = [...Object.keys(folders), 'test'],
): Promise<ICruiseResult> {
  const { output } = await cruise(
    which,
    { ...options, baseDir },
    {},
    { tsConfig: extractTSConfig('tsconfig.json') },
  );
  if (typeof output === 'string') throw new Error(output);
  return output;
}

/** The verdict as text, and the exit code. */
export const verdict = (imports: ICruiseResult) => format(imports, { outputType: 'err' });
