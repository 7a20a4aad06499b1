import { expect, it } from 'vitest'
import { type NewTable, newTableBody } from './new-table.ts'

const TABLE: NewTable = {
  name: ' orders ',
  kind: 'table',
  description: '',
  columns: 'id int -- as the shop counts\n`a b` decimal(10, 2),\nday date PARTITION\n',
  query: '',
}

it('reads columns as people write them', () => {
  expect(newTableBody(TABLE)).toEqual({
    wrong: '',
    body: {
      table_name: 'orders',
      data_location: 'DLI',
      columns: [
        { column_name: 'id', type: 'int', description: 'as the shop counts' },
        { column_name: 'a b', type: 'decimal(10, 2)' },
        { column_name: 'day', type: 'date', is_partition_column: true },
      ],
    },
  })
})

it('takes a query for a view', () => {
  expect(newTableBody({ ...TABLE, kind: 'view', query: 'SELECT 1;' }).body).toEqual({
    table_name: 'orders',
    data_location: 'VIEW',
    select_statement: 'SELECT 1',
  })
})

it('says what is wrong', () => {
  expect(newTableBody({ ...TABLE, name: '' }).wrong).toMatch(/name/)
  expect(newTableBody({ ...TABLE, columns: '' }).wrong).toMatch(/wants a column/)
  expect(newTableBody({ ...TABLE, columns: 'id' }).wrong).toMatch(/"id" is no column/)
  expect(newTableBody({ ...TABLE, kind: 'view' }).wrong).toMatch(/query/)
})
