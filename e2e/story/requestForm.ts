import { expect, type Locator, type Page } from '@playwright/test';

type Section = 'Teams' | 'Access' | 'Network' | 'Cluster' | 'Database' | 'Datastore' | 'Services' | 'Tags';

/** The form for a stack, and with the same sections the form for a change. */
export class RequestForm {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.goto('/stacks/new');
    await expect(this.page.getByRole('heading', { level: 1, name: 'Request a stack' })).toBeVisible();
  }

  get name(): Locator {
    return this.page.getByLabel('Name', { exact: true });
  }

  get description(): Locator {
    return this.page.getByLabel('What is it for?');
  }

  async choosePreset(title: 'Small' | 'Standard' | 'Large' | 'GPU'): Promise<void> {
    await this.page.getByRole('radio', { name: title, exact: true }).check();
  }

  /** Unfolds a section, which is folded as long as nothing in it is unusual. */
  async unfold(section: Section): Promise<Locator> {
    const heading = this.page.getByRole('heading', { level: 2, name: section, exact: true });
    const details = this.page.locator('details').filter({ has: heading });
    if ((await details.getAttribute('open')) === null) await heading.click();
    await expect(details).toHaveAttribute('open');
    return details;
  }

  /** Goes on to the review; what is sent has been seen. */
  async review(): Promise<void> {
    await this.page.getByRole('button', { name: /^Review the (request|change)$/ }).click();
  }

  /** Sends what is reviewed. @returns the id of the run that was made. */
  async send(): Promise<string> {
    await this.page.getByRole('button', { name: /^Send the (request|change)$/ }).click();
    return arrivedRun(this.page);
  }
}

/** Waits until the page is that of a run. @returns its id. */
export async function arrivedRun(page: Page): Promise<string> {
  await expect(page).toHaveURL(/\/runs\/run_[0-9a-z]{26}/);
  return /run_[0-9a-z]{26}/.exec(page.url())?.[0] ?? '';
}

/** A problem that stands at its field: told to the eye, and tied to the field for a screen reader. */
export async function expectProblem(field: Locator, message: string | RegExp): Promise<void> {
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(message);
}
