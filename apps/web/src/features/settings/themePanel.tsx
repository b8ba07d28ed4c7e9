'use client';

import type { Theme } from '#components/shell/theme.ts';
import { useTheme } from '#components/shell/themeContext.tsx';
import { Segments } from '#components/ui/controls.tsx';
import { Panel, PanelHeader } from '#components/ui/panel.tsx';

const options: readonly { value: Theme; label: string }[] = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'system', label: 'As the system' },
];

export function ThemePanel() {
  const { theme, setTheme } = useTheme();
  return (
    <Panel aria-labelledby="theme">
      <PanelHeader
        id="theme"
        title="Theme"
        note="Kept in this browser."
        actions={
          <span className="js-only">
            <Segments name="theme" legend="Theme" value={theme} onChange={setTheme} options={options} />
          </span>
        }
      />
    </Panel>
  );
}
