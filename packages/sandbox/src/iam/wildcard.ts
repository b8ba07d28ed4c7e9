/**
 * IAM's pattern language: `*` is any run of characters, `?` any one. Linear in the input for the patterns people write
 * and never exponential, unlike a translation to a regular expression.
 *
 * A `*` that came from a policy variable's value must not act as a wildcard (a tag `team=*` would open everything). The
 * language has no escape, so `literal` carries such characters through patterns as characters of the private use area.
 */
const LITERAL_STAR = '\uE000';
const LITERAL_MARK = '\uE001';

export function matchesWildcard(pattern: string, value: string): boolean {
  let p = 0;
  let v = 0;
  let star = -1;
  let starValue = 0;
  while (v < value.length) {
    const c = pattern[p];
    if (c === '*') {
      star = p;
      starValue = v;
      p += 1;
    } else if (c !== undefined && (c === '?' || plain(c) === value[v])) {
      p += 1;
      v += 1;
    } else if (star >= 0) {
      starValue += 1;
      v = starValue;
      p = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

/** Makes a pattern that matches exactly `value`. */
export function literal(value: string): string {
  return value.replaceAll('*', LITERAL_STAR).replaceAll('?', LITERAL_MARK);
}

/** Undoes `literal`, for comparisons without wildcards. */
export function unliteral(pattern: string): string {
  return pattern.replaceAll(LITERAL_STAR, '*').replaceAll(LITERAL_MARK, '?');
}

function plain(c: string): string {
  return c === LITERAL_STAR ? '*' : c === LITERAL_MARK ? '?' : c;
}
