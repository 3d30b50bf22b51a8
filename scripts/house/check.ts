// Judges all imports of the repository by the table of rooms.ts: npm run lint
import { readImports, verdict } from './imports';

const { output, exitCode } = await verdict(await readImports(process.cwd()));
process.stdout.write(`${output}`);
process.exitCode = exitCode;
