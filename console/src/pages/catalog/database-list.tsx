import { NavLink, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Database, databasesQuery } from '../../api/catalog.ts'
import { namesWith } from '../../components/names-with.ts'
import { ReadError } from '../../components/read-error.tsx'
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
      {error === null ? null : <ReadError failure={error} />}
      <ul className={classes['list']}>
        {namesWith(data, typed).map((database) => (
          <li key={database.name}>
            <NavLink
              component="button"
              active={database.name === chosen}
              aria-current={database.name === chosen ? 'true' : undefined}
              label={database.name}
              description={`${contentsOf(database)}${database.description === '' ? '' : `, ${database.description}`}`}
              onClick={() => choose(database.name)}
            />
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** How many tables there are of one that is connected to another is for that to say, and asking it takes a statement. */
const contentsOf = ({ tableCount, connectedTo }: Database): string =>
  connectedTo === undefined ? `${tableCount} ${tableCount === 1 ? 'table' : 'tables'}` : `all tables of a ${connectedTo}`
