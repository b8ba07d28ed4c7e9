import fc from 'fast-check';
import { expect, test } from 'vitest';
import { childNodes, childText, element, parseXml, text, xmlDocument } from './xml.ts';

test('any text that XML can carry is read as it was written', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 }), (keys) => {
      const document = xmlDocument('Delete', undefined, ...keys.map((key) => element('Object', text('Key', key))));
      const nodes = childNodes(parseXml(Buffer.from(document), 'Delete'), 'Object');
      expect(nodes.map((node) => childText(node, 'Key'))).toEqual(keys);
    }),
  );
});

test('control characters and white space survive as references', () => {
  const key = ' \u0001\u001f\r\n\t ';
  const document = xmlDocument('Delete', undefined, element('Object', text('Key', key)));
  expect(document).toContain('&#x1;&#x1F;&#xD;&#xA;&#x9;');
  const [node] = childNodes(parseXml(Buffer.from(document), 'Delete'), 'Object');
  expect(node === undefined ? undefined : childText(node, 'Key')).toBe(key);
});

test('a thousand keys full of entities are read', () => {
  const keys = Array.from({ length: 1000 }, (_, n) => `${n} & <tag> "q" &amp; &#65; ü`);
  const document = xmlDocument('Delete', undefined, ...keys.map((key) => element('Object', text('Key', key))));
  const nodes = childNodes(parseXml(Buffer.from(document), 'Delete'), 'Object');
  expect(nodes.map((node) => childText(node, 'Key'))).toEqual(keys);
});

test.each([
  ['nothing', ''],
  ['no XML', 'hello'],
  ['another root', '<Other/>'],
  ['an open element', '<Delete><Object>'],
  ['a document type', '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">]><Delete>&a;</Delete>'],
])('%s is malformed', (_, body) => {
  expect(() => parseXml(Buffer.from(body), 'Delete')).toThrow(/not well-formed/);
});

test('random bytes are never anything but malformed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
      expect(() => parseXml(Buffer.from(noise), 'Delete')).toThrow(/not well-formed/);
    }),
  );
});
