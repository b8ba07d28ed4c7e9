import { may } from '@flowport/domain';
import type { Metadata } from 'next';
import { AuditRefused } from '#features/audit/auditRefused.tsx';
import { AuditScreen } from '#features/audit/auditScreen.tsx';
import { auditListInput, loadAuditList } from '#features/audit/listQuery.ts';
import { renderPage } from '#server/page.tsx';

export const metadata: Metadata = { title: 'Audit' };

export default function AuditPage({ searchParams }: PageProps<'/audit'>) {
  return renderPage('reading the audit log', async ({ trpc, client }) => {
    const viewer = await client.fetchQuery(trpc.viewer.get.queryOptions());
    if (!may(viewer.role, 'audit.read')) return <AuditRefused />;
    const input = auditListInput(await loadAuditList(searchParams));
    await client.fetchQuery(trpc.audit.list.queryOptions(input));
    return <AuditScreen />;
  });
}
