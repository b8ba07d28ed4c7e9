/**
 * Databases for tests: one server for a whole `vitest run`, a migrated template, and a clone of it per test file.
 * In vitest.config.ts: `globalSetup: ['packages/db/src/testing/globalSetup.ts']`. Not for production.
 */
export { createTestDatabase, type TestDatabase } from './createTestDatabase.ts';
export { blueprint, insertPortal, leaseOf, type Portal, parametersOf, requestStack, vpcCreated } from './fixtures.ts';
export { portalOfFile } from './portalOfFile.ts';
