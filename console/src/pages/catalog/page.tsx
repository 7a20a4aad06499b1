import { Button } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useSearchState } from '../../app/search-state.ts'
import { ActionButton } from '../../components/actions/action-button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import classes from './catalog.module.css'
import { createDatabase } from './database-actions.ts'
import { DatabaseDetail } from './database-detail.tsx'
import { DatabaseList } from './database-list.tsx'
import { TableDetail } from './table/table-detail.tsx'

/** Nobody needs it before it is opened. */
const AttachDatabaseForm = lazy(async () => ({ default: (await import('./attach/attach-database-form.tsx')).AttachDatabaseForm }))

/** Databases, what is in them, and what becomes of it; what is chosen is in the page's address. */
export function Page() {
  const [{ database = '', table = '', attach = '' }, choose] = useSearchState()
  return (
    <>
      <PageHeader title="Catalog">
        <ActionButton action={createDatabase((name) => choose({ database: name, table: undefined, view: undefined }))} />
        <Button onClick={() => choose({ attach: 'form' })}>Attach a database</Button>
      </PageHeader>
      <div className={classes['sides']}>
        <DatabaseList chosen={database} choose={(name) => choose({ database: name, table: undefined, view: undefined })} />
        <div>
          {database === '' ? <EmptyState title="Choose a database to see what is in it" /> : null}
          {database !== '' && table === '' ? <DatabaseDetail key={database} database={database} /> : null}
          {database !== '' && table !== '' ? <TableDetail key={`${database}.${table}`} database={database} table={table} /> : null}
        </div>
      </div>
      {attach === 'form' ? (
        <Suspense>
          <AttachDatabaseForm close={() => choose({ attach: undefined })} />
        </Suspense>
      ) : null}
    </>
  )
}
