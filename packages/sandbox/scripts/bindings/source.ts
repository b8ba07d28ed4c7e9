/**
 * Reads the TypeScript source that the CDKTF bindings carry in their source maps.
 *
 * The compiled JavaScript lost the comments `name - computed: …, optional: …, required: …` of most attributes (they
 * stood above private fields, which types erase), and they are the only place that says who computes a value.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The joined TypeScript source of every compiled file of one binding folder (big resources have several). */
export function readBindingSource(folder: string): string {
  return compiledFiles(folder)
    .map((file) => embeddedSource(file))
    .join('\n');
}

function compiledFiles(folder: string): string[] {
  if (!existsSync(folder)) throw new Error(`The bindings have no folder ${folder}. Is the type's name right?`);
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return compiledFiles(path);
    return entry.name.endsWith('.js') ? [path] : [];
  });
}

function embeddedSource(file: string): string {
  const compiled = readFileSync(file, 'utf8');
  const marker = 'sourceMappingURL=data:application/json;base64,';
  const at = compiled.lastIndexOf(marker);
  if (at < 0) throw new Error(`${file} carries no source map, so its attributes cannot be derived.`);
  const map = JSON.parse(Buffer.from(compiled.slice(at + marker.length), 'base64').toString('utf8')) as {
    sourcesContent?: string[];
  };
  const [source] = map.sourcesContent ?? [];
  if (source === undefined) throw new Error(`The source map of ${file} carries no source.`);
  return source;
}
