/**
 * STS refuses a session whose name or tags hold characters outside its sets, and slugs, teams and run ids come from
 * people and from us. What does not fit is replaced, so that a name can never stop a run.
 * Source of the sets and lengths: AssumeRole and Tag in the AWS STS API reference.
 */

/** `[\w+=,.@-]`, 2 to 64 characters. */
export function sessionName(text: string): string {
  const fitting = text.replace(/[^A-Za-z0-9_+=,.@-]/g, '-').slice(0, 64);
  return fitting.length < 2 ? fitting.padEnd(2, '-') : fitting;
}

/** Keys of 1 to 128 and values of up to 256 characters out of `[\p{L}\p{Z}\p{N}_.:/=+\-@]`; empty values are left out. */
export function sessionTags(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags)
    .map(([key, value]) => ({ Key: fit(key, 128), Value: fit(value, 256) }))
    .filter((tag) => tag.Key !== '' && tag.Value !== '');
}

function fit(text: string, charactersMax: number): string {
  const characters = [...text.replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '_')];
  return characters.slice(0, charactersMax).join('');
}
