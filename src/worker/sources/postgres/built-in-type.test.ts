import { expect, test } from 'vitest'
import { startPostgresAndWorker } from '../../fixtures/remote-postgres.ts'
import { builtInType } from './built-in-type.ts'

test('what is known by its number is what PostgreSQL has under it', async () => {
  await using stack = new AsyncDisposableStack()
  const lab = await startPostgresAndWorker()
  stack.defer(() => lab.end())
  const rows = await lab.sql<{ oid: number }>(`
    SELECT t.oid, t.typname::text AS type, n.nspname::text AS type_schema, e.typname::text AS element,
      CASE WHEN e.oid IS NOT NULL THEN 'pg_catalog' END AS element_schema, true AS deterministic
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_type e ON e.oid = t.typelem AND e.typarray = t.oid`)
  const known = rows.filter(({ oid }) => builtInType(oid, 0) !== undefined)
  expect(known).toHaveLength(42)
  for (const { oid, ...type } of known) expect(builtInType(oid, 0)).toEqual(type)

  const collations = await lab.sql<{ oid: number; collisdeterministic: boolean }>('SELECT oid, collisdeterministic FROM pg_collation')
  const told = collations.filter(({ oid }) => builtInType(25, oid) !== undefined)
  expect(told.map(({ collisdeterministic }) => collisdeterministic)).toEqual([true, true, true])
})
