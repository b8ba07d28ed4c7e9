import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const debianChromium = '/usr/bin/chromium';

/**
 * The Chromium for the journeys: Playwright's own where it is installed, else Debian's, which is installed when we may.
 * @returns the path to give to Playwright, or undefined when its own is there.
 */
export async function ensureBrowser(): Promise<string | undefined> {
  if (existsSync(chromium.executablePath())) return undefined;
  if (existsSync(debianChromium)) return debianChromium;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    process.stdout.write('Installing Chromium from the packages of Debian …\n');
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'] });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (existsSync(debianChromium)) return debianChromium;
  }
  throw new Error(
    `The journeys need Chromium, and there is none. Install it (Debian: apt-get install chromium; elsewhere: npx playwright install chromium), then try again.`,
  );
}
