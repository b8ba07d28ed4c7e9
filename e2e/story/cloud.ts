import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

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

  static async open(): Promise<Cloud> {
    const file = join(process.env.FLOWPORT_DATA_DIR ?? '', 'sandbox', 'sandbox.json');
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

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(new URL(`/_sandbox${path}`, this.#endpoint), {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}
