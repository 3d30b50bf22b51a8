import { defineConfig } from 'vitest/config';
import { roomNamed } from './rooms';

const { tests, backends } = roomNamed(process.env['MUTATION_ROOM']);

/** The tests of one room in Node, without the check of the kernels that they call. */
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    provide: { sharedModels: '' },
    testTimeout: 600_000,
    tags: [{ name: 'slow', description: 'not run here' }],
    tagsFilter: ['!slow'],
    projects: backends.map((backend) => ({
      extends: true as const,
      test: {
        name: backend,
        include: tests.map((folder) => `test/${folder}/*.test.ts`),
        isolate: false,
        setupFiles: [`test/setup/${backend}.ts`, 'scripts/mutation/sameSamples.ts'],
      },
    })),
  },
});
