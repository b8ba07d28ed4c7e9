'use client';

/**
 * Radix's dialogs add a style element that stops the page behind from scrolling. Its loader takes the nonce from this
 * global; without it the content security policy would refuse the element.
 */
export function NonceForStyles({ nonce }: { nonce: string }) {
  if (typeof window !== 'undefined') Object.assign(window, { __webpack_nonce__: nonce });
  return null;
}
