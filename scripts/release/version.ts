// Turns the changesets into the next version, wherever it stands: npm run release:version
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

execFileSync(process.execPath, [join(root, 'node_modules/@changesets/cli/bin.js'), 'version'], {
  cwd: root,
  stdio: 'inherit',
});
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The other files that name the version, and how. */
const places: Readonly<Record<string, readonly [RegExp, string]>> = {
  'src/internal/version.ts': [/version = '.*'/, `version = '${version}'`],
  'CITATION.cff': [/^version: .*$/m, `version: ${version}`],
};

for (const [file, [before, now]] of Object.entries(places)) {
  const path = join(root, file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(before, now));
}
