import { EmptyState } from '../../components/empty-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'

export function Page() {
  return (
    <>
      <PageHeader title="Credentials" />
      <EmptyState title="This page is not built yet" />
    </>
  )
}
