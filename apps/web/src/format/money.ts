const whole = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 0 });
const exact = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

/** US dollars without cents from ten dollars on, where cents would only pretend precision. */
export function formatCents(cents: number): string {
  return Math.abs(cents) >= 1000 || cents % 100 === 0 ? whole.format(cents / 100) : exact.format(cents / 100);
}

/** A floor and a ceiling, written once when they are the same. */
export function formatCentsRange(floorCents: number, ceilingCents: number): string {
  const floor = formatCents(floorCents);
  const ceiling = formatCents(ceilingCents);
  return floor === ceiling ? floor : `${floor} – ${ceiling}`;
}

/** A difference with its sign, for what a change costs. */
export function formatCentsDelta(cents: number): string {
  if (cents === 0) return 'no difference';
  return `${cents > 0 ? '+' : '−'}${formatCents(Math.abs(cents))}`;
}
