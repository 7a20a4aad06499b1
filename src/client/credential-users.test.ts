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
  expect(credentialUsers(tables, 'pg', false)).toBe('the database shop, with all its tables, sales.orders')
  expect(credentialUsers(tables, 'none', false)).toBeUndefined()
})

it('names ten, and says how many more there are', () => {
  const tables = Array.from({ length: 12 }, (_, at) => table('sales', `t${at}`, 'pg'))
  expect(credentialUsers(tables, 'pg', false)).toMatch(/^sales\.t0, .*, sales\.t9 and 2 more$/)
})

it('says that there are tables that were not looked at', () => {
  const tables = Array.from({ length: 5_000 }, (_, at) => table('sales', `t${at}`, at === 7 ? 'pg' : undefined))
  expect(credentialUsers(tables, 'pg', true)).toBe('sales.t7 (of the 5,000 remote tables that were looked at; there are more)')
  expect(credentialUsers(tables, 'none', true)).toBe('none of the 5,000 remote tables that were looked at; there are more')
})
