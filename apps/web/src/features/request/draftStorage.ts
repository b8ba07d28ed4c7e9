import { type StackDraft, stackDraftSchema } from './draft.ts';

/** The form survives a reload and a detour in the same tab; nothing in it is a secret, and it goes with the tab. */
const storageKey = 'flowport.request';

export function loadDraft(): StackDraft | null {
  try {
    const parsed = stackDraftSchema.safeParse(JSON.parse(sessionStorage.getItem(storageKey) ?? 'null'));
    return parsed.success ? parsed.data : null;
  } catch {
    // Storage that is switched off or holds nonsense is as good as an empty one.
    return null;
  }
}

export function keepDraft(draft: StackDraft): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(draft));
  } catch {
    // Full or switched off: the form works, only a reload begins anew.
  }
}

export function dropDraft(): void {
  try {
    sessionStorage.removeItem(storageKey);
  } catch {
    // As above.
  }
}
