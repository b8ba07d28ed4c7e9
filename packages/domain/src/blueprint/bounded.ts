import { z } from 'zod';

/** A whole number in a range, with what the form says beside it. */
export const bounded = (title: string, description: string, min: number, max: number) =>
  z.int().min(min, `At least ${min}.`).max(max, `At most ${max}.`).meta({ title, description });
