import { defineConfig } from 'vitest/config';
import { mutatedRooms } from './rooms.ts';
import { ShortestFirst } from './shortestFirst.ts';

/** The tests of one room in Node, without the check of the kernels that they call. */
export default defineConfig(() => {
  const { tests = [], backends = [] } = mutatedRooms[process.env['MUTATION_ROOM'] ?? ''] ?? {};
  return {
    resolve: { tsconfigPaths: true },
    test: {
      provide: { sharedModels: '' },
      testTimeout: 600_000,
      tags: [{ name: 'slow', description: 'not run here' }],
      tagsFilter: ['!slow'],
      sequence: { sequencer: ShortestFirst },
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
  };
});
