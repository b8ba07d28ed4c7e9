import fc from 'fast-check';
import { expect, test } from 'vitest';
import { zipMember } from './planFile.ts';

/** A stored (not deflated) archive with one member, written from the format's description. */
function archive(name: string, content: string): Buffer {
  const [nameBytes, body] = [Buffer.from(name), Buffer.from(content)];
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(nameBytes.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt32LE(body.length, 20);
  entry.writeUInt16LE(nameBytes.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length + nameBytes.length + body.length, 16);
  return Buffer.concat([local, nameBytes, body, entry, nameBytes, end]);
}

test('a member is found by its whole name', () => {
  const bytes = archive('tfstate', '{"serial":1}');
  expect(zipMember(bytes, 'tfstate')?.toString()).toBe('{"serial":1}');
  expect(zipMember(bytes, 'tfstat')).toBeUndefined();
});

test('what is no archive, or one cut or damaged anywhere, has no member and throws nothing', () => {
  const whole = archive('tfstate', '{"serial":1}');
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(whole.length - 1), fc.nat(255), (length, at, byte) => {
      const damaged = Buffer.from(whole);
      damaged[at] = byte;
      zipMember(damaged, 'tfstate');
      zipMember(whole.subarray(0, length), 'tfstate');
    }),
  );
  fc.assert(fc.property(fc.uint8Array(), (bytes) => zipMember(Buffer.from(bytes), 'tfstate') === undefined));
});
