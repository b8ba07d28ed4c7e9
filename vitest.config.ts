import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['apps/*/src/**/*.test.ts', 'packages/*/{src,scripts}/**/*.test.ts'],
    globalSetup: ['packages/db/src/testing/globalSetup.ts'],
    pool: 'forks',
    // Terraform and Postgres are processes of their own: more workers than cores only makes them wait for each other.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
