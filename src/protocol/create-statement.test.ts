import { expect, it } from 'vitest'
import { createTableStatement } from './create-statement.ts'

it('shows a table one of whose columns is of what is no type: nothing that stands beside it is spoiled', () => {
  const source = { kind: 'managed', format: 'parquet' } as const
  const columns = [
    { name: 'a', type: 'int' },
    { name: 'b', type: 'decimal(5,99)' },
  ]
  expect(createTableStatement({ database: 'd', name: 't', columns, source })).toContain('a INT,\n  b decimal(5,99))')
})
