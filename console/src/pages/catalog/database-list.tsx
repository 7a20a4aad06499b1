import { NavLink, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { databasesQuery } from '../../api/catalog.ts'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { namesWith } from '../../components/names-with.ts'
import classes from './catalog.module.css'

interface DatabaseListProps {
  readonly chosen: string
  readonly choose: (name: string) => void
}

export function DatabaseList({ chosen, choose }: DatabaseListProps) {
  const [typed, setTyped] = useState('')
  const { data = [], error, isPending } = useQuery(databasesQuery)
  return (
    <nav aria-label="Databases">
      <TextInput size="xs" label="Search" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      {isPending ? <p role="status">The databases are being read…</p> : null}
      {error === null ? null : <ErrorPanel failure={error} />}
      <ul className={classes['list']}>
        {namesWith(data, typed).map(({ name, tableCount, description }) => (
          <li key={name}>
            <NavLink
              component="button"
              active={name === chosen}
              aria-current={name === chosen ? 'true' : undefined}
              label={name}
              description={`${tableCount} ${tableCount === 1 ? 'table' : 'tables'}${description === '' ? '' : `, ${description}`}`}
              onClick={() => choose(name)}
            />
          </li>
        ))}
      </ul>
    </nav>
  )
}
