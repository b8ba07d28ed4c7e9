import { expect, type Locator, type Page } from '@playwright/test';

type Status = 'Planning' | 'Awaiting approval' | 'Applying' | 'Succeeded' | 'Discarded' | 'Canceled' | 'No changes';

/** Terraform's work on a machine that does other things besides. */
const runMilliseconds = 90_000;

export class RunPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(runId: string): Promise<void> {
    await this.page.goto(`/runs/${runId}`);
  }

  /** The status as it is announced; it comes by itself, without a reload. */
  async reaches(status: Status): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: new RegExp(`^${status}`) })).toHaveCount(1, {
      timeout: runMilliseconds,
    });
  }

  tab(name: 'Plan' | 'Log' | 'History'): Locator {
    return this.page.getByRole('navigation', { name: 'Parts of the run' }).getByRole('link', { name });
  }

  get plan(): Locator {
    return this.page.getByRole('region', { name: 'Plan', exact: true });
  }

  layer(name: 'Foundation' | 'Cluster' | 'Services'): Locator {
    return this.plan.getByRole('region', { name, exact: true });
  }

  get log(): Locator {
    return this.page.getByRole('region', { name: 'Lines of the log' });
  }

  get decision(): Locator {
    return this.page.getByRole('region', { name: 'Decision' });
  }

  /** Approves with a comment; a plan that takes something away asks once more. */
  async approve(comment: string): Promise<void> {
    await this.decision.getByLabel('Comment').fill(comment);
    await this.decision.getByRole('button', { name: 'Approve' }).click();
  }

  async approveLosses(comment: string): Promise<void> {
    await this.approve(comment);
    await this.page
      .getByRole('dialog')
      .getByRole('button', { name: /^Approve \d+ deletions/ })
      .click();
  }

  async reject(comment: string): Promise<void> {
    await this.decision.getByLabel('Comment').fill(comment);
    await this.decision.getByRole('button', { name: 'Reject' }).click();
  }
}

/** "73 to create" → 73; 0 when the counts do not name the action. */
export async function countIn(
  place: Locator,
  action: 'create' | 'update' | 'replace' | 'delete' | 'forget',
): Promise<number> {
  const text = (await place.textContent()) ?? '';
  return Number(new RegExp(`(\\d+) to ${action}`).exec(text)?.[1] ?? 0);
}
