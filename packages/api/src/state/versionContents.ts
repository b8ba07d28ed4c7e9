import { type StateDocument, type StateVersion, stateEntries } from '@flowport/domain';

type Content = NonNullable<StateVersion['content']>;

/** Enough for the pages that people look at; an entry is a hundred bytes. */
const contentsMax = 2000;

/**
 * What versions of states hold, in short. A version never changes, so that it is read from the bucket once in the life
 * of this process.
 */
export type VersionContents = {
  get(key: string): Content | undefined;
  set(key: string, content: Content): void;
};

export function createVersionContents(): VersionContents {
  const contents = new Map<string, Content>();
  return {
    get: (key) => contents.get(key),
    set: (key, content) => {
      const [oldest] = contents.keys();
      if (contents.size >= contentsMax && oldest !== undefined) contents.delete(oldest);
      contents.set(key, content);
    },
  };
}

export function contentOf(state: StateDocument): Content {
  return {
    serial: state.serial,
    lineage: state.lineage,
    resources: stateEntries(state).length,
    terraformVersion: state.terraform_version ?? null,
  };
}
