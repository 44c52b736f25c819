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
        maxWorkers: suite.serial ? 1 : Math.max(1, Math.min(4, availableParallelism())),
        testTimeout: suite.testTimeoutMs,
        hookTimeout: suite.testTimeoutMs,
        sequence: { groupOrder: order },
      },
    })),
  },
});
