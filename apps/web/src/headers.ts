/** Set on every request by src/proxy.ts; read where pages are rendered and where failures are shown. */
export const requestIdHeader = 'x-request-id';
export const pathHeader = 'x-flowport-path';
export const nonceHeader = 'x-nonce';
