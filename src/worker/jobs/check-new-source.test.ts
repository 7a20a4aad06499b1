import { expect, test } from 'vitest'
import { classify } from '../sql/translate.ts'
import { checkNewSource } from './check-new-source.ts'

const SECRET = 'S3cretWord'
const jdbc = (url: string, more = ''): string =>
  `CREATE TABLE t USING jdbc OPTIONS ('url'='${url}', 'dbtable'='public.x', 'passwdauth'='a'${more})`
const pg = (rest: string): string => jdbc(`jdbc:postgresql://pgx:5432/${rest}`)

test.each([
  jdbc('jdbc:postgresql://pgx/db', `, 'passwd'='${SECRET}'`),
  jdbc('jdbc:postgresql://pgx/db', `, 'pwd'='${SECRET}'`),
  jdbc('jdbc:postgresql://pgx/db', `, 'credentials'='${SECRET}'`),
  jdbc('jdbc:postgresql://pgx/db', `, 'sessionInitStatement'='SET ROLE x; ${SECRET}'`),
  jdbc(`jdbc:postgresql://u:pa/${SECRET}@pgx:5432/db`),
  jdbc(`jdbc:postgresql://u:123/${SECRET}@pgx:5432/db`),
  jdbc(`jdbc:postgresql://u:${SECRET}@pgx:5432/db`),
  jdbc(`jdbc:postgresql://u:${SECRET}%40pgx:5432/db`),
  jdbc(`jdbc:oracle:thin:scott/${SECRET}@pgx:1521:x`),
  jdbc(`jdbc:mysql://pgx/db?x=${SECRET}`),
  jdbc(`${SECRET}`),
  pg(`db?passwd=${SECRET}`),
  pg(`db?pass=${SECRET}`),
  pg(`db?password =${SECRET}`),
  pg(`db?%20password%20=${SECRET}`),
  pg(`db?pass%2577ord=${SECRET}`),
  pg(`db?pass%252577ord=${SECRET}`),
  pg(`db#password=${SECRET}`),
  pg(`db#${SECRET}`),
  pg(`db%23password=${SECRET}`),
  pg(`db?sslmode=prefer#${SECRET}`),
  pg(`db?options=-c%20password%3D${SECRET}`),
  pg(`db?options=-c%20x%3D${SECRET}`),
  pg(`db;password=${SECRET}`),
  pg(`${SECRET}@other/db`),
  `CREATE TABLE t USING csv OPTIONS (path 'obs://b/p', passwd '${SECRET}')`,
  `CREATE TABLE t USING json OPTIONS (path 'obs://b/p', 'token' '${SECRET}')`,
  `CREATE TABLE t (a int) USING parquet OPTIONS ('pass' '${SECRET}')`,
])('refused before it is stored, and the secret is not repeated: %s', (sql) => {
  let refusal: unknown
  try {
    classify(sql, 'default', checkNewSource)
  } catch (error) {
    refusal = error
  }
  expect(refusal).toMatchObject({ kind: expect.stringMatching(/^(sql-semantics|not-supported|invalid-parameter)$/) })
  const { message, hint } = refusal as { message: string; hint?: string }
  expect(`${message} ${hint}`).not.toContain(SECRET)
})

test.each([
  pg('db?sslmode=require&ApplicationName=me'),
  pg('my%20db%40home'),
  "CREATE TABLE t USING csv OPTIONS (path 'obs://b/p', header 'true', dateFormat 'dd.MM.yyyy')",
  'CREATE TABLE t (a int)',
])('let through: %s', (sql) => {
  expect(classify(sql, 'default', checkNewSource)).toMatchObject({ jobType: 'DDL' })
})

test('a URL of another database, which has an @ for no user, is told which are served', () => {
  expect(() => classify(jdbc('jdbc:oracle:thin:@pgx:1521:x'), 'default', checkNewSource)).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('jdbc:postgresql://host:5432/database') }),
  )
})
