import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type Course, courseOf } from './checks';
import { type Program, watched } from './programs';
import { inWorkFolder } from './workFolder';

/** On the backend that the program imports, else on cpu. */
const backendOf = ({ text }: Program) => (text.includes('tfjs-backend-wasm') ? 'wasm' : 'cpu');

/** Kernels that a program registers, as by registerWasmKernels, must not be there for the next one. */
function restoreKernels(backend: string, kernels: readonly tf.KernelConfig[]): void {
  const before = new Map(kernels.map((kernel) => [kernel.kernelName, kernel]));
  for (const { kernelName, kernelFunc } of tf.getKernelsForBackend(backend)) {
    const own = before.get(kernelName);
    if (own?.kernelFunc === kernelFunc) continue;
    tf.unregisterKernel(kernelName, backend);
    if (own) tf.registerKernel(own);
  }
}

/** Where the checks stand that a program imports. */
export const checks = resolve('test/docs/code/checks.ts');

/** Runs a program as a module of its own; `wrong` is what its comments say otherwise, or what it throws. */
export async function runInNode(program: Program): Promise<Course> {
  const folder = mkdtempSync(resolve('test/docs/.run-'));
  const file = join(folder, `${program.name.replace(/[^\w]/g, '-')}.ts`);
  const course = courseOf(program.name);
  const backend = backendOf(program);
  const kernels = tf.getKernelsForBackend(backend);
  try {
    writeFileSync(file, watched(program, checks));
    await tf.setBackend(backend);
    await inWorkFolder(() => import(/* @vite-ignore */ file));
  } catch (error) {
    const { message, stack = '' } = error as Error;
    const [, line] = new RegExp(`${file}:(\\d+)`).exec(stack) ?? [];
    const where = `${program.file}:${line ?? program.blocks[0]?.line}`;
    course.wrong.push(message.startsWith(`${program.file}:`) ? message : `${where}: ${message}`);
  } finally {
    restoreKernels(backend, kernels);
    rmSync(folder, { recursive: true });
  }
  return course;
}
