import type { Chore } from './chore.ts';

export const chores: readonly Chore[] = [];
