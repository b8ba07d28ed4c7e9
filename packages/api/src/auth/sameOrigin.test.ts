import { describe, expect, it } from 'vitest';
import { requireSameOrigin } from './sameOrigin.ts';

const origins = ['https://flowport.example.org'];
const check = (headers: Record<string, string>) => () => requireSameOrigin(new Headers(headers), origins);

describe('a call with a session cookie', () => {
  it('is taken from the pages of the portal', () => {
    expect(check({ origin: 'https://flowport.example.org' })).not.toThrow();
    expect(check({ 'sec-fetch-site': 'same-origin' })).not.toThrow();
  });

  it('is taken from a page that this very host served', () => {
    expect(check({ origin: 'http://localhost:3000', host: 'localhost:3000' })).not.toThrow();
  });

  it.each([
    ['another origin', { origin: 'https://evil.example', host: 'flowport.example.org' }],
    ['the origin of a sandboxed frame', { origin: 'null', host: 'flowport.example.org' }],
    ['a look-alike', { origin: 'https://flowport.example.org.evil.example' }],
    ['another port', { origin: 'http://localhost:4000', host: 'localhost:3000' }],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['a program without an origin', {}],
    [
      'another origin that claims to be same-origin',
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    ],
  ])('is refused from %s', (_name, headers) => {
    expect(check(headers)).toThrow(/must come from https:\/\/flowport.example.org itself/);
  });
});
