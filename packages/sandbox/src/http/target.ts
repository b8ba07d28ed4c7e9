/**
 * The request target as it was sent. Signatures are computed over the exact bytes, so the path and the query are
 * kept raw beside their decoded form, and nothing is normalized the way `URL` would.
 */
import { AwsError } from './awsError.ts';

export type QueryPair = { name: string; value: string };

export type Target = {
  /** Path as sent, beginning with `/`, without the query. */
  rawPath: string;
  /** Path with percent-encoding undone. */
  path: string;
  /** Pairs in the order sent, decoded. */
  query: QueryPair[];
};

/**
 * Splits and decodes `req.url`.
 * @throws AwsError InvalidURI when the percent-encoding is not that of UTF-8 text
 */
export function parseTarget(url: string): Target {
  // An absolute-form target (`GET http://host/path`) is legal HTTP; only the part after the authority counts.
  const relative = /^https?:\/\/[^/?]*/i.test(url) ? url.replace(/^https?:\/\/[^/?]*/i, '') : url;
  const mark = relative.indexOf('?');
  const rawPath = (mark < 0 ? relative : relative.slice(0, mark)) || '/';
  const rawQuery = mark < 0 ? '' : relative.slice(mark + 1);
  return { rawPath, path: decode(rawPath), query: parseQuery(rawQuery) };
}

/** Pairs of a query string or a form body. */
export function parseQuery(raw: string): QueryPair[] {
  const pairs: QueryPair[] = [];
  for (const part of raw.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    const value = equals < 0 ? '' : part.slice(equals + 1);
    pairs.push({ name: decode(name.replaceAll('+', ' ')), value: decode(value.replaceAll('+', ' ')) });
  }
  return pairs;
}

/** The value of the first pair called `name`; undefined when there is none. */
export function queryValue(query: readonly QueryPair[], name: string): string | undefined {
  return query.find((pair) => pair.name === name)?.value;
}

function decode(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch (cause) {
    throw new AwsError('InvalidURI', 400, "Couldn't parse the specified URI.", { cause });
  }
}

/** RFC 3986 encoding as SigV4 wants it: everything but unreserved characters, hexadecimal in capitals. */
export function uriEncode(value: string): string {
  return encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
