import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { suites } from './tools/test/suites.ts';

export default defineConfig({
  test: {
    projects: suites.map((suite, order) => ({
      test: {
        name: suite.name,
        include: [...suite.include],
        environment: 'node',
        pool: 'forks',
        fileParallelism: !suite.serial,
        isolate: !suite.sharesModules,
        maxWorkers: suite.serial ? 1 : Math.max(1, Math.min(4, availableParallelism())),
        // Where a file lets its tests run beside each other (pages of one browser): no more than the machine has hands.
        maxConcurrency: 3,
        ...(suite.globalSetup ? { globalSetup: suite.globalSetup } : {}),
        ...(suite.setupFile ? { setupFiles: [suite.setupFile] } : {}),
        testTimeout: suite.testTimeoutMs,
        // A stage is a PKI, an operator and its people: on a busy machine that takes a while.
        hookTimeout: Math.max(suite.testTimeoutMs, 240_000),
        sequence: { groupOrder: order },
      },
    })),
  },
});
