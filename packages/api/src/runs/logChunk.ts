import type { LogChunkRecord } from '@flowport/db';
import type { LogChunk } from '@flowport/domain';

export function logChunk(chunk: LogChunkRecord): LogChunk {
  return { ...chunk, at: chunk.at.toISOString() };
}
