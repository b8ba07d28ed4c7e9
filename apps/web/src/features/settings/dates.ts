const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

/** "22 Feb 2027", in UTC. */
export function formatDate(at: Date): string {
  return day.format(at);
}
