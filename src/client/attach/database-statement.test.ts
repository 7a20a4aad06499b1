import { expect, it } from 'vitest'
import { databasePlan, databaseUrl } from './database-plan.ts'
import { databaseStatement, namesTables, tableExample } from './database-statement.ts'

const plan = databasePlan(databaseUrl('postgres://ada@db.internal:5432/shop'), 'shop', '10.1.2.3')
const dialled = (found: object) => ({
  steps: [
    { step: 'dial', found: { took: 1 } },
    { step: 'greeting', found },
  ],
})

it('says that a password may go in clear only where the database has no other way', () => {
  const begin = `CREATE TABLE shop.orders USING JDBC OPTIONS ('url'='jdbc:postgresql://db.internal:5432/shop', 'dbtable'='…', 'passwdauth'='shop', `
  expect(tableExample(plan, dialled({ tls: false, auth: 'password as MD5' }))).toBe(`${begin}'allowUnencryptedLogin'='true')`)
  expect(tableExample(plan, dialled({ tls: true }))).toBe(`${begin}'encryption'='true')`)
  expect(tableExample(plan, dialled({ tls: false, auth: 'SCRAM-SHA-256' }))).toBe(`${begin}'encryption'='true')`)
  expect(tableExample(plan, {})).toBe(`${begin}'encryption'='true')`)
  const clickhouse = databasePlan(databaseUrl('clickhouse://ada@db.internal/shop'), 'shop', '10.1.2.3')
  expect(tableExample(clickhouse, {})).toMatch(/8123\/shop'.*'allowUnencryptedLogin'='true'\)$/)
  const overTls = { steps: [{ step: 'tls', outcome: 'passed' }] }
  expect(tableExample(clickhouse, overTls)).toMatch(/8123\/shop\?ssl=true'.*'encryption'='true'\)$/)
})

it('makes a database of all tables where the URL says which', () => {
  expect(databaseStatement(plan, {})).toBe(
    "CREATE DATABASE `shop` FROM CONNECTION OPTIONS ('url'='jdbc:postgresql://db.internal:5432/shop', 'passwdauth'='shop', 'encryption'='true')",
  )
  const odd = { ...plan, jdbcUrl: "jdbc:postgresql://h:5432/it's\\" }
  expect(databaseStatement(odd, {})).toContain("'url'='jdbc:postgresql://h:5432/it\\'s\\\\', ")
  const named = (url: string) => namesTables(databasePlan(databaseUrl(url), 'shop', '10.1.2.3'))
  expect(['postgres://a@h', 'mysql://a@h/shop', 'clickhouse://a@h/shop', 'mysql://a@h', 'clickhouse://a@h'].map(named)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
})
