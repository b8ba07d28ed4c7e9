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
  transpilePackages: ['@flowport/api', '@flowport/aws', '@flowport/db', '@flowport/domain', '@flowport/infra'],
  // Loaded by Node itself: they read files beside themselves, carry WebAssembly or are too large to bundle.
  serverExternalPackages: [
    '@aws-sdk/client-iam',
    '@aws-sdk/client-s3',
    '@aws-sdk/client-sts',
    '@cdktf/provider-aws',
    '@cdktf/provider-helm',
    '@cdktf/provider-kubernetes',
    '@cdktf/provider-random',
    '@prisma/adapter-pg',
    '@prisma/client',
    'better-auth',
    'cdktf',
    'constructs',
    'pg',
    'pg-boss',
    'pino',
  ],
  experimental: {
    optimizePackageImports: ['lucide-react', 'radix-ui'],
    serverActions: { bodySizeLimit: '100kb' },
  },
  async headers() {
    return [{ source: '/:path*', headers: securityHeaders }];
  },
};

export default config;
