import NextLink from 'next/link';
import type { ComponentProps } from 'react';

/**
 * A link within the portal. It is not prefetched: every page is drawn for the one who asks, so a prefetch fetches
 * nothing that could be used, and a list of fifty rows would ask a hundred times.
 */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />;
}
