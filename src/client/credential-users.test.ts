import { expect, it } from 'vitest'
import { credentialUsers } from './credential-users.ts'

const table = (database: string, name: string, credential: string | undefined) => ({ database, table: name, credential })

it('names what a credential is for, a database of all tables once', () => {
  const tables = [
    table('sales', 'orders', 'pg'),
    table('shop', '', 'pg'),
    table('shop', 'orders', 'pg'),
    table('sales', 'others', 'another'),
    table('sales', 'open', undefined),
  ]
  expect(credentialUsers(tables, 'pg')).toBe('the database shop, with all its tables, sales.orders')
  expect(credentialUsers(tables, 'none')).toBeUndefined()
})

it('names ten, and says how many more there are', () => {
  const tables = Array.from({ length: 12 }, (_, at) => table('sales', `t${at}`, 'pg'))
  expect(credentialUsers(tables, 'pg')).toMatch(/^sales\.t0, .*, sales\.t9 and 2 more$/)
})
