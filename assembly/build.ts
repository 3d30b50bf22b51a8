// Compiles assembly/ to the binaries in src/, which are committed: npm run build:fft, build:patches, build:loops
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import binaryen from 'binaryen';

const root = join(import.meta.dirname, '..');

const modules = {
  fft: { entry: 'index', file: 'src/fourier/transforms/fftBinary' },
  loops: { entry: 'loops', file: 'src/internal/host/loopsBinary' },
  patches: { entry: 'patches', file: 'src/fourier/fusion/product/patchesBinary' },
} as const;

type ModuleName = keyof typeof modules;

/** A compiled module as text. */
export async function compile(name: ModuleName): Promise<string> {
  const files = new Map<string, Uint8Array | string>();
  const { error, stderr } = await asc.main(
    [
      `assembly/${modules[name].entry}.ts`,
      '--outFile=made.wasm',
      ...['--enable=simd', '--runtime=stub', '--noAssert', '--optimizeLevel=3', '--shrinkLevel=0'],
      `--baseDir=${root}`,
    ],
    { writeFile: (file, content) => void files.set(file, content) },
  );
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  const made = files.get('made.wasm') as Uint8Array;
  return textOf(name === 'fft' ? inlined(made) : made);
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const MARKS = ['', '.', ',', '-'];

/** What src/internal/host/bytesIn.ts reads. */
const textOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => `${MARKS[byte >> 6]}${DIGITS[byte % 64]}`).join('');

/** Each butterfly within the loop that calls it: the compiler holds them to be too long for that. */
function inlined(binary: Uint8Array): Uint8Array {
  const module = binaryen.readBinary(binary);
  const { SIMD128, BulkMemory, BulkMemoryOpt, MutableGlobals, SignExt, NontrappingFPToInt } =
    binaryen.Features;
  module.setFeatures(
    SIMD128 | BulkMemory | BulkMemoryOpt | MutableGlobals | SignExt | NontrappingFPToInt,
  );
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(0);
  binaryen.setOneCallerInlineMaxSize(1000);
  module.optimize();
  return module.emitBinary();
}

if (process.argv[1] === import.meta.filename) {
  const name = process.argv[2] as ModuleName;
  const { file } = modules[name];
  const lines = ((await compile(name)).match(/.{1,96}/g) ?? []).map((line) => `  '${line}'`);
  const made = `The WebAssembly module of assembly/ as text; made by npm run build:${name}.`;
  writeFileSync(
    join(root, `${file}.ts`),
    `/** ${made} */\nexport const ${name}Binary =\n${lines.join(' +\n')};\n`,
  );
}
