import { type PersonRecord, personSelect } from '../user/record.ts';

export type ApprovalRecord = {
  id: string;
  decision: 'approved' | 'rejected';
  digest: string;
  comment: string;
  by: PersonRecord;
  at: Date;
};

export const approvalSelect = {
  id: true,
  decision: true,
  digest: true,
  comment: true,
  by: { select: personSelect },
  at: true,
} as const;
