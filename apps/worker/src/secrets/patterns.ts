export const replacement = '(hidden)';

/** What a line must hold for any of the patterns to be worth a try. */
const suspicion = /pass|pwd|secret|token|key|:\/\/|A[KS]IA|bearer|basic|eyJ/i;

const accessKeys = /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g;
const jsonWebTokens = /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]+/g;
const authorizations = /\b(Bearer|Basic)\s+(?=[A-Za-z0-9._~+/-]*\d)[A-Za-z0-9._~+/-]{16,}=*/gi;
/** `scheme://user:password@host` */
const urlPasswords = /\b([a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/"']{1,128}:)[^\s@/"']{3,256}@/gi;
const assignments =
  /((?:password|passwd|pwd|secret_?(?:access_?)?key|secret_?string|session_?token|auth_?token|api_?key|private_?key)["'\\]{0,4}\s{0,4}[:=]\s{0,4}["'\\]{0,4})([^\s"'\\,;&)}\]]{8,})/gi;
/** What stands for a value instead of being one: `(sensitive value)`, `<redacted>`, `${…}`, `random_password.x.result`. */
const standIn = /^(?:[(<$%*]|null$|true$|false$|[a-z_]\w*(?:\[[^\]]*\])?(?:\.[a-z_][\w-]*(?:\[[^\]]*\])?)+$)/i;

/**
 * Hides what looks like a credential, for secrets that nobody could learn before they were printed: a password that
 * Terraform has made a moment ago and that a provider quotes in its refusal.
 */
export function hidePatterns(text: string): string {
  if (!suspicion.test(text)) return text;
  return text
    .replace(accessKeys, replacement)
    .replace(jsonWebTokens, replacement)
    .replace(authorizations, `$1 ${replacement}`)
    .replace(urlPasswords, `$1${replacement}@`)
    .replace(assignments, (whole, name: string, value: string) => (standIn.test(value) ? whole : name + replacement));
}
