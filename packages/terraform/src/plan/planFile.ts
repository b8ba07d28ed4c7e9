import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import { AppError } from '@flowport/domain';
import { z } from 'zod';

/** Which state a saved plan was made for, and a digest of the very plan. */
export type PlanFileFacts = {
  sha256: string;
  /** Null when the state did not exist yet, or when the file can't be looked into (OpenTofu may encrypt it). */
  lineage: string | null;
  /** 0 when the state did not exist yet; null when the file can't be looked into. */
  serial: number | null;
};

const stateSchema = z.object({ lineage: z.string(), serial: z.number().int() });

/**
 * Reads the lineage and serial that Terraform compares before it applies a saved plan. No command prints them, but a plan
 * file is a zip archive that holds the state which it was made for, as `tfstate`.
 */
export async function readPlanFile(file: string): Promise<PlanFileFacts> {
  const bytes = await readFile(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const member = zipMember(bytes, 'tfstate');
  if (member === undefined) return { sha256, lineage: null, serial: null };
  const parsed = stateSchema.safeParse(JSON.parse(member.toString('utf8')));
  if (!parsed.success) {
    throw new AppError('terraform_failed', 'While reading the saved plan: the state in it has an unknown form.', {
      cause: parsed.error,
    });
  }
  return { sha256, lineage: parsed.data.lineage || null, serial: parsed.data.serial };
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const endOfDirectoryBytes = 22;
const commentBytesMax = 0xffff;
const deflated = 8;
/** A state of this size has tens of thousands of resources; more is not a state of ours. */
const memberBytesMax = 256 * 1024 * 1024;

/**
 * One member of a zip archive; undefined when the bytes are no archive or have no such member. Format: PKWARE APPNOTE,
 * sections 4.3.7, 4.3.12 and 4.3.16, without zip64 (Terraform writes small archives).
 */
export function zipMember(bytes: Buffer, name: string): Buffer | undefined {
  const end = findEnd(bytes);
  if (end === undefined) return undefined;
  const entries = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  for (let entry = 0; entry < entries; entry += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== directoryEntry) return undefined;
    const nameBytes = bytes.readUInt16LE(at + 28);
    const entryName = bytes.toString('utf8', at + 46, at + 46 + nameBytes);
    if (entryName === name) return memberAt(bytes, at);
    at += 46 + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return undefined;
}

function memberAt(bytes: Buffer, entry: number): Buffer | undefined {
  const method = bytes.readUInt16LE(entry + 10);
  const packedBytes = bytes.readUInt32LE(entry + 20);
  const local = bytes.readUInt32LE(entry + 42);
  if (local + 30 > bytes.length) return undefined;
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const packed = bytes.subarray(start, start + packedBytes);
  return method === deflated ? inflateRawSync(packed, { maxOutputLength: memberBytesMax }) : packed;
}

function findEnd(bytes: Buffer): number | undefined {
  const last = bytes.length - endOfDirectoryBytes;
  for (let at = last; at >= 0 && at >= last - commentBytesMax; at -= 1) {
    if (bytes.readUInt32LE(at) === endOfDirectory) return at;
  }
  return undefined;
}
