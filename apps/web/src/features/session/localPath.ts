/**
 * Where to go after the sign-in: a path of this portal, and nothing that a browser would take for another host
 * (`//evil.example`, `/\evil.example`, a scheme).
 */
export function localPath(text: string): string {
  if (!/^\/(?![/\\])/.test(text) || text.startsWith('/sign-in')) return '/stacks';
  try {
    const url = new URL(text, 'http://portal.invalid');
    return url.origin === 'http://portal.invalid' ? `${url.pathname}${url.search}` : '/stacks';
  } catch {
    return '/stacks';
  }
}
