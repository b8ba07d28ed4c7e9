import { type APIResponse, expect, type Page } from '@playwright/test';
import { sharedPortal } from './people.ts';

type Wanted = { team?: string; parameters?: Record<string, unknown> };
type Requested = { stackId: string; runId: string };

/**
 * The way to a situation that a journey starts from, taken over REST with the session of whoever the page belongs to.
 * What a journey is about it does in the browser.
 */
export class Api {
  readonly #page: Page;
  readonly #origin: string;

  constructor(page: Page, { url } = sharedPortal) {
    this.#page = page;
    this.#origin = url;
  }

  async get(path: string): Promise<unknown> {
    const answer = await this.#page.request.get(`/api/v1${path}`);
    expect(answer.status(), `GET ${path}`).toBe(200);
    return answer.json();
  }

  async post(path: string, data: unknown): Promise<unknown> {
    const answer = await this.send(path, data);
    expect(answer.status(), `POST ${path}: ${await answer.text()}`).toBe(200);
    return answer.json();
  }

  /** Whatever comes of it, a refusal too. */
  async send(path: string, data: unknown): Promise<APIResponse> {
    return this.#page.request.post(`/api/v1${path}`, { data, headers: { origin: this.#origin } });
  }

  /** Requests a small stack for the team of this name, with these parameters in place of the preset's. */
  async requestStack(slug: string, { team = 'Vision', parameters = {} }: Wanted = {}): Promise<Requested> {
    const teams = (await this.get('/teams')) as { items: { id: string; name: string }[] };
    const targets = (await this.get('/targets')) as { items: { id: string }[] };
    const answer = (await this.post('/stacks', {
      slug,
      teamId: teams.items.find(({ name }) => name === team)?.id,
      targetId: targets.items[0]?.id,
      preset: 'small',
      parameters,
    })) as { stack: { id: string }; run: { id: string } };
    return { stackId: answer.stack.id, runId: answer.run.id };
  }

  /** Waits for the status of a run, as a program does. */
  async runReaches(runId: string, status: string): Promise<void> {
    await expect
      .poll(async () => ((await this.get(`/runs/${runId}`)) as { status: string }).status, { timeout: 90_000 })
      .toBe(status);
  }

  /** Approves the plan that waits. */
  async approve(runId: string): Promise<void> {
    await this.runReaches(runId, 'awaiting_approval');
    const { digest } = (await this.get(`/runs/${runId}`)) as { digest: string };
    await this.post(`/runs/${runId}/approve`, { digest });
  }
}
