export type TeamRecord = { id: string; slug: string; name: string };

export const teamSelect = { id: true, slug: true, name: true } as const;
