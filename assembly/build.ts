// Compiles assembly/ to src/fourier/transforms/fftBinary.ts, which is committed: npm run build:fft
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import binaryen from 'binaryen';

const root = join(import.meta.dirname, '..');

/** The compiled module in base64. */
export async function compileFft(): Promise<string> {
  const files = new Map<string, Uint8Array | string>();
  const { error, stderr } = await asc.main(
    [
      'assembly/index.ts',
      '--outFile=fft.wasm',
      ...['--enable=simd', '--runtime=stub', '--noAssert', '--optimizeLevel=3', '--shrinkLevel=0'],
      `--baseDir=${root}`,
    ],
    { writeFile: (name, content) => void files.set(name, content) },
  );
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  return Buffer.from(inlined(files.get('fft.wasm') as Uint8Array)).toString('base64');
}

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
  const lines = ((await compileFft()).match(/.{1,96}/g) ?? []).map((line) => `  '${line}'`);
  writeFileSync(
    join(root, 'src/fourier/transforms/fftBinary.ts'),
    `/** The WebAssembly module of assembly/ in base64; made by npm run build:fft. */\nexport const fftBinary =\n${lines.join(' +\n')};\n`,
  );
}
