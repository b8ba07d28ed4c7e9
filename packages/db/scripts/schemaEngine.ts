import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

/**
 * The SQL that leads from the tables of a database to those of a schema; empty when they are the same.
 *
 * Prisma's CLI would download an engine binary for this. The npm package @prisma/schema-engine-wasm is the same engine
 * in WebAssembly; its own entry wants a bundler that imports .wasm files, so it is instantiated here.
 */
export async function sqlTowardsSchema(url: string, schema: { path: string; content: string }): Promise<string> {
  const engine = await openEngine(url, schema);
  try {
    const { stdout } = await engine.diff({
      // The datasource is whatever database the adapter is connected to.
      from: { tag: 'schemaDatasource', files: [schema], configDir: dirname(schema.path) },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    const sql = stdout ?? '';
    return sql.trim() === '-- This is an empty migration.' ? '' : sql;
  } finally {
    engine.free();
  }
}

async function openEngine(url: string, schema: { path: string; content: string }): Promise<bindings.SchemaEngine> {
  instantiated ??= instantiate();
  await instantiated;
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(openPool(url), { disposeExternalPool: true }));
  return bindings.SchemaEngine.new({ datamodels: [[schema.path, schema.content]] }, () => undefined, adapter);
}

/** Once per process: the bindings keep the module's memory in a variable of theirs. */
let instantiated: Promise<void> | undefined;

async function instantiate(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const module = await readFile(join(dirname(entry), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(module, { './schema_engine_bg.js': { ...bindings } });
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start === 'function') start();
}

/**
 * The engine reads Postgres's catalogue, whose flags have the one-byte type "char" (18), and the adapter refuses to
 * pass that on. Declared as text (25) it is what the engine expects.
 */
function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined);
  const query = async (config: pg.QueryArrayConfig) => {
    const client = await pool.connect();
    try {
      const result = await client.query(config);
      for (const field of result.fields) if (field.dataTypeID === 18) field.dataTypeID = 25;
      return result;
    } finally {
      client.release();
    }
  };
  return Object.assign(pool, { query });
}
