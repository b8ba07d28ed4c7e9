import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '#styles/global.css';
import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { ApiProvider } from '#client/trpc.tsx';
import { NonceForStyles } from '#components/shell/nonceForStyles.tsx';
import { themeCookie, themeFrom } from '#components/shell/theme.ts';
import { ThemeProvider } from '#components/shell/themeContext.tsx';
import { ClockProvider } from '#components/ui/time.tsx';
import { Toaster } from '#components/ui/toaster.tsx';
import { nonceHeader } from '../headers.ts';

export const metadata: Metadata = {
  title: { default: 'Flowport', template: '%s · Flowport' },
  description: 'Metaflow stacks on AWS: request, approve, connect.',
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = themeFrom((await cookies()).get(themeCookie)?.value);
  const nonce = (await headers()).get(nonceHeader) ?? '';
  return (
    <html lang="en" {...(theme === 'system' ? {} : { 'data-theme': theme })} suppressHydrationWarning>
      <body>
        <NonceForStyles nonce={nonce} />
        <NuqsAdapter>
          <ThemeProvider initial={theme}>
            <ApiProvider>
              <ClockProvider startedAt={new Date().toISOString()}>{children}</ClockProvider>
              <Toaster />
            </ApiProvider>
          </ThemeProvider>
        </NuqsAdapter>
      </body>
    </html>
  );
}
