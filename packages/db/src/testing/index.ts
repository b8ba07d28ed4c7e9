/**
 * Databases for tests: one server for a whole `vitest run`, a migrated template, and a clone of it per test file.
 * In vitest.config.ts: `globalSetup: ['packages/db/src/testing/globalSetup.ts']`. Not for production.
 */
export * from './createTestDatabase.ts';
