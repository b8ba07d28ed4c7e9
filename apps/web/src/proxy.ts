import { type NextRequest, NextResponse } from 'next/server';
import { isDevelopment } from './env.ts';
import { nonceHeader, pathHeader, requestIdHeader } from './headers.ts';

/**
 * Runs before every page: gives the request its id and its nonce, and tells the page under which path it was asked for.
 * Who may see what is decided by the use cases, not here.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomText(16);
  const requestId = `req_${randomText(8)}`;
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set(nonceHeader, nonce);
  headers.set(requestIdHeader, requestId);
  headers.set(pathHeader, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  // Next reads the nonce for its own scripts from this header of the request.
  headers.set('Content-Security-Policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  response.headers.set(requestIdHeader, requestId);
  return response;
}

export const config = {
  matcher: ['/((?!api/|_next/|healthz|icon\\.svg|favicon\\.ico).*)'],
};

function randomText(bytes: number): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString('hex');
}

/**
 * Scripts run by nonce alone. Style elements need the nonce too; style attributes are allowed, as React writes them into
 * the HTML it renders on the server, and they cannot load or run anything.
 */
function contentSecurityPolicy(nonce: string): string {
  const development = isDevelopment
    ? { script: " 'unsafe-eval'", style: "'self' 'unsafe-inline'" }
    : { script: '', style: `'self' 'nonce-${nonce}'` };
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development.script}`,
    `style-src ${development.style}`,
    `style-src-elem ${development.style}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}
