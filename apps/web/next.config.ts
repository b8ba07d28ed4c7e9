import type { NextConfig } from 'next';

/** Headers that hold for every answer; the content security policy needs a nonce per request and is set by src/proxy.ts. */
const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()' },
];

const config: NextConfig = {
  agentRules: false,
  devIndicators: false,
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run typecheck` is that step; the build of a fresh clone should not pay for it a second time.
  typescript: { ignoreBuildErrors: true },
  // The domain is shared with the browser. All other packages are loaded by Node itself, see src/server/packages.ts.
  transpilePackages: ['@flowport/domain'],
  serverExternalPackages: ['pino'],
  experimental: {
    optimizePackageImports: ['lucide-react', 'radix-ui'],
    serverActions: { bodySizeLimit: '100kb' },
  },
  async headers() {
    return [{ source: '/:path*', headers: securityHeaders }];
  },
};

export default config;
