/**
 * The checksums that S3 knows for uploads, and how requests name them.
 *
 * CRC32 and the SHA family come from Node; CRC32C and CRC64NVME (what S3 computes when a client sends none) are table
 * driven here, both with their reflected polynomials.
 */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsError } from '../http/awsError.ts';

const CHECKSUM_NAMES = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type ChecksumName = (typeof CHECKSUM_NAMES)[number];

export interface Digest {
  update(chunk: Buffer): void;
  base64(): string;
}

export function startChecksum(name: ChecksumName): Digest {
  switch (name) {
    case 'CRC32':
      return crc32Digest(crc32);
    case 'CRC32C':
      return crc32Digest(crc32c);
    case 'CRC64NVME':
      return crc64NvmeDigest();
    case 'SHA1':
      return hashDigest('sha1');
    case 'SHA256':
      return hashDigest('sha256');
  }
}

function hashDigest(algorithm: string): Digest {
  const hash = createHash(algorithm);
  return { update: (chunk) => void hash.update(chunk), base64: () => hash.digest('base64') };
}

function crc32Digest(step: (data: Buffer, value: number) => number): Digest {
  let value = 0;
  return {
    update(chunk) {
      value = step(chunk, value);
    },
    base64() {
      const out = Buffer.alloc(4);
      out.writeUInt32BE(value >>> 0);
      return out.toString('base64');
    },
  };
}

/** Castagnoli's polynomial, reflected. */
const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

function crc32c(data: Buffer, start: number): number {
  let value = ~start;
  for (const byte of data) value = (value >>> 8) ^ (CRC32C_TABLE[(value ^ byte) & 0xff] ?? 0);
  return ~value >>> 0;
}

/** NVMe's 64-bit polynomial, reflected, in two halves: BigInt would be a hundred times slower. */
const POLY_HIGH = 0x9a6c9329;
const POLY_LOW = 0xac4bc9b5;
const CRC64_HIGH = new Uint32Array(256);
const CRC64_LOW = new Uint32Array(256);
for (let index = 0; index < 256; index += 1) {
  let high = 0;
  let low = index;
  for (let bit = 0; bit < 8; bit += 1) {
    const carry = low & 1;
    low = (low >>> 1) | ((high & 1) << 31);
    high >>>= 1;
    if (carry) {
      high ^= POLY_HIGH;
      low ^= POLY_LOW;
    }
  }
  CRC64_HIGH[index] = high >>> 0;
  CRC64_LOW[index] = low >>> 0;
}

function crc64NvmeDigest(): Digest {
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update(chunk) {
      for (const byte of chunk) {
        const index = (low ^ byte) & 0xff;
        low = (((low >>> 8) | (high << 24)) ^ (CRC64_LOW[index] ?? 0)) >>> 0;
        high = ((high >>> 8) ^ (CRC64_HIGH[index] ?? 0)) >>> 0;
      }
    },
    base64() {
      const out = Buffer.alloc(8);
      out.writeUInt32BE(~high >>> 0, 0);
      out.writeUInt32BE(~low >>> 0, 4);
      return out.toString('base64');
    },
  };
}

export function checksumHeader(name: ChecksumName): string {
  return `x-amz-checksum-${name.toLowerCase()}`;
}

/** @throws AwsError InvalidRequest for an algorithm that S3 does not know */
export function parseChecksumName(value: string): ChecksumName {
  const name = CHECKSUM_NAMES.find((known) => known === value.toUpperCase());
  if (name !== undefined) return name;
  const message = `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${CHECKSUM_NAMES.join(', ')}]`;
  throw new AwsError('InvalidRequest', 400, message);
}

/** The checksum that a request declares in a header, or announces as a trailer (then without a value yet). */
export function declaredChecksum(
  headers: ReadonlyMap<string, string>,
): { name: ChecksumName; value: string | undefined } | undefined {
  const found = CHECKSUM_NAMES.filter((name) => headers.has(checksumHeader(name)));
  if (found.length > 1) {
    throw new AwsError(
      'InvalidRequest',
      400,
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  const [name] = found;
  if (name !== undefined) return { name, value: headers.get(checksumHeader(name)) };
  const trailer = headers.get('x-amz-trailer')?.trim().toLowerCase();
  const trailing = CHECKSUM_NAMES.find((known) => checksumHeader(known) === trailer);
  if (trailing !== undefined) return { name: trailing, value: undefined };
  return undefined;
}

/** @throws AwsError BadDigest when what arrived is not what was declared */
export function checkChecksum(name: ChecksumName, declared: string, computed: string | undefined): void {
  if (declared === computed) return;
  throw new AwsError('BadDigest', 400, `The ${name} you specified did not match the calculated checksum.`);
}
