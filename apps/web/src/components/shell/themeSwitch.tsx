'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { IconButton } from '#components/ui/button.tsx';
import type { Theme } from './theme.ts';
import { useTheme } from './themeContext.tsx';

const steps: Record<Theme, { next: Theme; icon: typeof Sun; label: string }> = {
  system: { next: 'light', icon: Monitor, label: 'Theme: as the system. Switch to light' },
  light: { next: 'dark', icon: Sun, label: 'Theme: light. Switch to dark' },
  dark: { next: 'system', icon: Moon, label: 'Theme: dark. Switch to the system’s' },
};

export function ThemeSwitch() {
  const { theme, setTheme } = useTheme();
  const { next, icon: Icon, label } = steps[theme];
  return <IconButton label={label} icon={<Icon />} className="js-only -mr-2" onClick={() => setTheme(next)} />;
}
