export type CheckRecord = {
  name: string;
  title: string;
  status: 'passed' | 'failed' | 'warning' | 'skipped';
  detail: string;
  remedy: string | null;
  checkedAt: Date;
};

export const checkSelect = {
  name: true,
  title: true,
  status: true,
  detail: true,
  remedy: true,
  checkedAt: true,
} as const;
