import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AwsError } from './awsError.ts';
import { ChunkedDecoder } from './chunkedBody.ts';
import { type ChunkSigner, chunkSignature, sha256Hex, trailerSignature } from './signature.ts';

const signer: ChunkSigner = {
  key: Buffer.alloc(32, 7),
  timestamp: '20261124T000000Z',
  scope: '20261124/us-west-2/s3/aws4_request',
  seedSignature: 'a'.repeat(64),
};

/** What a client sends: `sizes` cut the data into chunks, and each is signed if `isSigned`. */
function encode(chunks: Buffer[], o: { isSigned: boolean; trailer: Record<string, string> }): Buffer {
  const out: Buffer[] = [];
  let previous = signer.seedSignature;
  for (const chunk of [...chunks.filter((one) => one.length > 0), Buffer.alloc(0)]) {
    previous = chunkSignature(signer, previous, sha256Hex(chunk));
    out.push(Buffer.from(`${chunk.length.toString(16)}${o.isSigned ? `;chunk-signature=${previous}` : ''}\r\n`));
    if (chunk.length > 0) out.push(chunk, Buffer.from('\r\n'));
  }
  const lines = Object.entries(o.trailer).map(([name, value]) => `${name}:${value}\n`);
  out.push(Buffer.from(lines.map((line) => line.replace('\n', '\r\n')).join('')));
  if (o.isSigned && lines.length > 0) {
    const signature = trailerSignature(signer, previous, sha256Hex(lines.join('')));
    out.push(Buffer.from(`x-amz-trailer-signature:${signature}\r\n`));
  }
  out.push(Buffer.from('\r\n'));
  return Buffer.concat(out);
}

function decode(wire: Buffer, o: { isSigned: boolean; hasTrailer: boolean; cuts?: number[] }) {
  const decoder = new ChunkedDecoder({
    accessKeyId: 'AKIA',
    hasTrailer: o.hasTrailer,
    ...(o.isSigned ? { signer } : {}),
  });
  const out: Buffer[] = [];
  let from = 0;
  for (const cut of [...(o.cuts ?? []).map((one) => one % (wire.length + 1)).sort((a, b) => a - b), wire.length]) {
    out.push(...decoder.push(wire.subarray(from, cut)));
    from = cut;
  }
  decoder.finish();
  return { data: Buffer.concat(out), trailers: Object.fromEntries(decoder.trailers) };
}

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const trailer = fc.option(
  fc
    .uint8Array({ minLength: 4, maxLength: 4 })
    .map((crc) => ({ 'x-amz-checksum-crc32': Buffer.from(crc).toString('base64') })),
  { nil: {} as Record<string, string> },
);

test('any data in any chunks, cut anywhere on the way, comes out as it went in', () => {
  fc.assert(
    fc.property(
      fc.array(bytes, { maxLength: 6 }),
      fc.boolean(),
      trailer,
      fc.array(fc.nat(), { maxLength: 12 }),
      (chunks, isSigned, sent, cuts) => {
        const wire = encode(chunks, { isSigned, trailer: sent });
        const decoded = decode(wire, { isSigned, hasTrailer: true, cuts });
        expect(decoded.data.equals(Buffer.concat(chunks))).toBe(true);
        expect(decoded.trailers).toEqual(sent);
      },
    ),
    { numRuns: 500 },
  );
});

test('a signed body with any byte changed is refused', () => {
  fc.assert(
    fc.property(
      fc.array(bytes, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (chunks, where, flip) => {
        const wire = encode(chunks, { isSigned: true, trailer: { 'x-amz-checksum-crc32': 'AAAAAA==' } });
        const changed = Buffer.from(wire);
        const at = where % wire.length;
        changed[at] = (changed[at] ?? 0) ^ flip;
        const data = Buffer.concat(chunks);
        try {
          // Upper and lower case of a chunk size, and white space around a trailer, say the same: then the data must be too.
          expect(decode(changed, { isSigned: true, hasTrailer: true }).data.equals(data)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(AwsError);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test('a body that stops early is incomplete', () => {
  const wire = encode([Buffer.from('hello'), Buffer.from('world')], { isSigned: false, trailer: {} });
  for (let length = 0; length < wire.indexOf('\r\n0\r\n') + 2; length += 1) {
    expect(() => decode(wire.subarray(0, length), { isSigned: false, hasTrailer: false })).toThrow(AwsError);
  }
});

test('random bytes are refused, and never anything but refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      try {
        decode(Buffer.from(noise), { isSigned: true, hasTrailer: true });
      } catch (error) {
        expect(error).toBeInstanceOf(AwsError);
        return;
      }
      throw new Error('noise was taken for a signed body');
    }),
  );
});

test('a line of the framing without end does not fill the memory', () => {
  const decoder = new ChunkedDecoder({ accessKeyId: 'AKIA', hasTrailer: false });
  expect(() => decoder.push(Buffer.alloc(20_000, 'a'))).toThrow(/too long/);
});

test('the digests of the documented example are right', () => {
  // "Example signature calculations" of AWS's chapter on chunked uploads: 65,536 and 1,024 times "a".
  const key = ['20130524', 'us-east-1', 's3', 'aws4_request'].reduce<Buffer>(
    (k, part) => hmac(k, part),
    Buffer.from('AWS4wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
  );
  const documented: ChunkSigner = {
    key,
    timestamp: '20130524T000000Z',
    scope: '20130524/us-east-1/s3/aws4_request',
    seedSignature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
  };
  const first = chunkSignature(documented, documented.seedSignature, sha256Hex('a'.repeat(65_536)));
  expect(first).toBe('ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648');
  const second = chunkSignature(documented, first, sha256Hex('a'.repeat(1024)));
  expect(second).toBe('0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497');
  const last = chunkSignature(documented, second, createHash('sha256').digest('hex'));
  expect(last).toBe('b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9');
});

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
