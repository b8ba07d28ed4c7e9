/**
 * Writing and reading the XML of S3 and the query protocol.
 *
 * Writing is by concatenation: the documents are flat and large lists must be cheap. Everything that comes from a
 * caller goes through `text`, which escapes it.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { AwsError } from './awsError.ts';

const XML_HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A whole document with `root` as its root element. */
export function xmlDocument(root: string, namespace: string | undefined, ...children: string[]): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${namespace}"`;
  return `${XML_HEADER}<${root}${attribute}>${children.join('')}</${root}>`;
}

/** An element that contains other elements. */
export function element(name: string, ...children: string[]): string {
  return `<${name}>${children.join('')}</${name}>`;
}

/** An element that contains a value; nothing at all when the value is undefined. */
export function text(name: string, value: string | number | boolean | undefined): string {
  return value === undefined ? '' : `<${name}>${escapeXml(String(value))}</${name}>`;
}

// Control characters are not allowed in XML 1.0, but object keys may hold them: S3 writes character references, and so
// do we. A carriage return would be normalized to a line feed by every parser, so it is written as a reference too.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be found
const SPECIAL = /[&<>"\u0000-\u001f\u007f\ufffe\uffff]/g;
const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escapeXml(value: string): string {
  return value.replace(SPECIAL, (c) => NAMED[c] ?? `&#x${c.charCodeAt(0).toString(16).toUpperCase()};`);
}

type XmlNode = { [name: string]: XmlNode | XmlNode[] | string | string[] };

// References are resolved by us: the parser leaves out those to control characters, which keys may hold, and a delete
// would then hit another key.
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  removeNSPrefix: true,
  processEntities: false,
});

/**
 * Reads a request document and returns the content of its root element.
 * @throws AwsError MalformedXML when it is not XML, has a document type, or its root has another name
 */
export function parseXml(body: Buffer, root: string): XmlNode {
  const source = body.toString('utf8');
  if (XMLValidator.validate(source) !== true || /<!DOCTYPE/i.test(source)) throw malformedXml();
  let parsed: unknown;
  try {
    parsed = parser.parse(source);
  } catch (cause) {
    throw malformedXml(cause);
  }
  if (typeof parsed !== 'object' || parsed === null || !(root in parsed)) throw malformedXml();
  const content = (parsed as Record<string, unknown>)[root];
  return typeof content === 'object' && content !== null && !Array.isArray(content) ? (content as XmlNode) : {};
}

const REFERENCES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function resolveReferences(raw: string): string {
  return raw.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w+));/g,
    (all, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return REFERENCES[name] ?? all;
      const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      if (point > 0x10ffff) throw malformedXml();
      return String.fromCodePoint(point);
    },
  );
}

export function malformedXml(cause?: unknown): AwsError {
  const message = 'The XML you provided was not well-formed or did not validate against our published schema';
  return new AwsError('MalformedXML', 400, message, cause === undefined ? {} : { cause });
}

/** The children of `node` named `name`, as a list whether there are none, one or many. */
export function childNodes(node: XmlNode, name: string): XmlNode[] {
  const value = node[name];
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return list.filter((child): child is XmlNode => typeof child === 'object');
}

/** The text of the child `name`; undefined when there is none. */
export function childText(node: XmlNode, name: string): string | undefined {
  const value = node[name];
  return typeof value === 'string' ? resolveReferences(value) : undefined;
}
