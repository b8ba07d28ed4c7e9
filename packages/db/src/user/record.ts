/** An account as others see it. */
export type PersonRecord = { id: string; name: string; email: string };
