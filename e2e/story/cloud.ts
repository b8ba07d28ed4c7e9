import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sharedPortal } from './people.ts';

type CloudObject = {
  account: string;
  scope: string;
  type: string;
  id: string;
  attributes: Record<string, unknown>;
};

/** What lies in the cloud, for those who change it with the console instead of the portal. */
export class Cloud {
  readonly #endpoint: string;

  private constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  static async open({ dataDir } = sharedPortal): Promise<Cloud> {
    const file = join(dataDir, 'sandbox', 'sandbox.json');
    const { endpoint } = JSON.parse(await readFile(file, 'utf8')) as { endpoint: string };
    return new Cloud(endpoint);
  }

  /** The one object of a type that has the stack's name in it. */
  async find(type: string, slug: string): Promise<CloudObject> {
    const { objects } = (await this.#call('GET', `/objects?type=${type}`)) as { objects: CloudObject[] };
    const found = objects.find((object) => JSON.stringify(object.attributes).includes(slug));
    if (!found) throw new Error(`There is no ${type} of ${slug} in the cloud.`);
    return found;
  }

  async change({ account, scope, type, id }: CloudObject, attributes: Record<string, unknown>): Promise<void> {
    await this.#call('PATCH', '/objects', { account, scope, type, id, attributes });
  }

  /** Holds whatever is done with resources of the type, from now on and until it is released. */
  async hold(type: string): Promise<void> {
    await this.#call('PUT', '/latency', { extra: { [type]: 3_600_000 } });
  }

  async release(type: string): Promise<void> {
    await this.#call('PUT', '/latency', { extra: { [type]: 0 } });
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(new URL(`/_sandbox${path}`, this.#endpoint), {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}
