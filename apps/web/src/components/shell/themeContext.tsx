'use client';

import { createContext, type ReactNode, use, useState } from 'react';
import { type Theme, themeCookie } from './theme.ts';

const ThemeContext = createContext<{ theme: Theme; setTheme: (theme: Theme) => void }>({
  theme: 'system',
  setTheme: () => {},
});

const oneYearSeconds = 31_536_000;

export function ThemeProvider({ initial, children }: { initial: Theme; children: ReactNode }) {
  const [theme, setState] = useState(initial);
  function setTheme(next: Theme) {
    setState(next);
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store API is not in every browser that we support
    document.cookie = `${themeCookie}=${next}; path=/; max-age=${oneYearSeconds}; samesite=lax`;
    if (next === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
  }
  return <ThemeContext value={{ theme, setTheme }}>{children}</ThemeContext>;
}

export function useTheme() {
  return use(ThemeContext);
}
