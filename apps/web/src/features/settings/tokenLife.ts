import type { Tone } from '#components/ui/statusLabel.tsx';

/** Soon enough that somebody should replace the token, in days. */
const warnDays = 14;

/** How near its end a token is: a word and a tone where it matters, null while there is time. */
export function tokenLife(expiresAt: string | null, now: Date): { word: string; tone: Tone } | null {
  if (expiresAt === null) return { word: 'Never expires', tone: 'warn' };
  const days = (Date.parse(expiresAt) - now.getTime()) / 86_400_000;
  if (days <= 0) return { word: 'Expired', tone: 'bad' };
  return days <= warnDays ? { word: 'Expires soon', tone: 'warn' } : null;
}
