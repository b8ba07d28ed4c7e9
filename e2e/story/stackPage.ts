import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page } from '@playwright/test';
import { arrivedRun } from './requestForm.ts';

type Tab = 'Overview' | 'Connection' | 'Resources' | 'Runs' | 'State' | 'Parameters' | 'Danger zone';

/** What becomes of the data in a destroy, as its cards call it. */
const dataChoices = {
  retain: 'Retain everything that holds data',
  snapshot: 'Keep a snapshot and the artifacts',
  purge: 'Delete everything',
} as const;

export class StackPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async tab(name: Tab): Promise<void> {
    const link = this.page
      .getByRole('navigation', { name: 'Parts of the stack' })
      .getByRole('link', { name, exact: true });
    await link.click();
    await expect(link).toHaveAttribute('aria-current', 'page');
  }

  /** The configuration that is shown, once it is that of the file of this name. */
  async shownConfig(fileName: string): Promise<Record<string, string>> {
    const file = this.page.getByRole('region', { name: fileName });
    await expect(file).toBeVisible();
    return JSON.parse((await file.textContent()) ?? '');
  }

  async downloadConfig(fileName: string): Promise<Record<string, string>> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('button', { name: `Download ${fileName}` }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(fileName);
    return JSON.parse(await readFile(await download.path(), 'utf8'));
  }

  /** What the copy button of the file puts into the clipboard; the page needs the permission to read it. */
  async copyConfig(fileName: string): Promise<Record<string, string>> {
    await this.page.getByRole('button', { name: `Copy ${fileName}` }).click();
    await expect(this.page.getByText(`Copied ${fileName}`)).toBeAttached();
    return JSON.parse(await this.page.evaluate<string>('navigator.clipboard.readText()'));
  }

  /** Opens the question of the danger zone with this choice made. */
  async askToDestroy(slug: string, data: keyof typeof dataChoices): Promise<Locator> {
    await this.tab('Danger zone');
    await this.page.getByRole('button', { name: 'Destroy stack' }).click();
    const dialog = this.page.getByRole('dialog', { name: `Destroy ${slug}?` });
    await dialog.getByRole('radio', { name: dataChoices[data] }).check();
    return dialog;
  }

  /** @returns the id of the run that was made */
  async confirmDestroy(dialog: Locator, slug: string): Promise<string> {
    const confirm = dialog.getByRole('button', { name: /^Request (the destruction|to delete everything)$/ });
    await expect(confirm).toBeDisabled();
    await dialog.getByLabel(`Type ${slug} to confirm`).fill(`${slug}x`);
    await expect(dialog).toContainText('That is not its name.');
    await expect(confirm).toBeDisabled();
    await dialog.getByLabel(`Type ${slug} to confirm`).fill(slug);
    await confirm.click();
    return arrivedRun(this.page);
  }
}
