import { NothingHere } from '#components/shell/nothingHere.tsx';

export default function PortalNotFoundPage() {
  return <NothingHere />;
}
