/** An account as others see it. */
export type PersonRecord = { id: string; name: string; email: string };

export const personSelect = { id: true, name: true, email: true } as const;
