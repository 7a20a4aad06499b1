import { Button } from '@mantine/core'
import { useState } from 'react'
import { useSearchState } from '../../app/search-state.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { AttachDatabaseForm } from './attach/attach-database-form.tsx'
import classes from './catalog.module.css'
import { DatabaseDetail } from './database-detail.tsx'
import { DatabaseList } from './database-list.tsx'
import { NewDatabaseForm } from './new-database-form.tsx'
import { TableDetail } from './table/table-detail.tsx'

type Open = 'new-database' | 'attach'

/** Databases, what is in them, and what becomes of it; what is chosen is in the page's address. */
export function Page() {
  const [{ database = '', table = '' }, choose] = useSearchState()
  const [open, setOpen] = useState<Open>()
  return (
    <>
      <PageHeader title="Catalog">
        <Button size="xs" variant="default" onClick={() => setOpen('new-database')}>
          New database
        </Button>
        <Button size="xs" onClick={() => setOpen('attach')}>
          Attach a database
        </Button>
      </PageHeader>
      <div className={classes['sides']}>
        <DatabaseList chosen={database} choose={(name) => choose({ database: name, table: undefined, view: undefined })} />
        <div>
          {database === '' ? <EmptyState title="Choose a database to see what is in it" /> : null}
          {database !== '' && table === '' ? <DatabaseDetail key={database} database={database} /> : null}
          {database !== '' && table !== '' ? <TableDetail key={`${database}.${table}`} database={database} table={table} /> : null}
        </div>
      </div>
      {open === 'new-database' ? <NewDatabaseForm close={() => setOpen(undefined)} /> : null}
      {open === 'attach' ? <AttachDatabaseForm close={() => setOpen(undefined)} /> : null}
    </>
  )
}
