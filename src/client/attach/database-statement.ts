import { readJdbcUrl } from '../../base/addresses/jdbc-url.ts'
import { type Fields, isFields, rowsOf } from '../../base/fields.ts'
import type { DatabasePlan } from './database-plan.ts'

/** Whether it is said which tables: of a PostgreSQL always, else where the URL or the schema names a database. */
export function namesTables({ jdbcUrl, schema }: DatabasePlan): boolean {
  const { protocol, database } = readJdbcUrl(jdbcUrl)
  return protocol === 'postgresql' || database !== undefined || schema !== undefined
}

/** Makes a database of all tables that there are. @param dialled how it answered */
export const databaseStatement = (plan: DatabasePlan, dialled: Fields): string =>
  `CREATE DATABASE \`${plan.name}\` FROM CONNECTION OPTIONS (${optionsOf(plan, dialled, plan.schema === undefined ? [] : [`'schema'='${inText(plan.schema)}'`])})`

/** How a table of the database is named, as it works there but for the table's own name. */
export const tableExample = (plan: DatabasePlan, dialled: Fields): string =>
  `CREATE TABLE ${plan.name}.orders USING JDBC OPTIONS (${optionsOf(plan, dialled, ["'dbtable'='…'"])})`

function optionsOf({ name, jdbcUrl }: DatabasePlan, dialled: Fields, more: readonly string[]): string {
  const { url, how } = howEncrypted(jdbcUrl, dialled)
  return [`'url'='${inText(url)}'`, ...more, `'passwdauth'='${inText(name)}'`, how].join(', ')
}

const inText = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")

const ENCRYPTED = `'encryption'='true'`
const IN_CLEAR = `'allowUnencryptedLogin'='true'`

function howEncrypted(jdbcUrl: string, dialled: Fields): { readonly url: string; readonly how: string } {
  const { protocol } = readJdbcUrl(jdbcUrl)
  switch (protocol) {
    case 'clickhouse':
      return overHttp(jdbcUrl, dialled)
    case 'postgresql':
    case 'mysql':
      return { url: jdbcUrl, how: howGreeted(dialled) }
  }
}

/** A ClickHouse is sent the password with each request: over HTTPS, or where the table says so. */
function overHttp(jdbcUrl: string, dialled: Fields): { readonly url: string; readonly how: string } {
  const isHttps = rowsOf(dialled['steps']).some(({ step, outcome }) => step === 'tls' && outcome === 'passed')
  return isHttps ? { url: `${jdbcUrl}?ssl=true`, how: ENCRYPTED } : { url: jdbcUrl, how: IN_CLEAR }
}

function howGreeted(dialled: Fields): string {
  const greetings = rowsOf(dialled['steps']).flatMap(({ found }) => (isFields(found) ? [found] : []))
  return greetings.some(asksInClear) ? IN_CLEAR : ENCRYPTED
}

/** A PostgreSQL that offers no TLS and takes the password so that others on the way can read it, or its MD5: it gets one only where the table says so. */
const asksInClear = ({ tls, auth }: Fields): boolean => tls === false && String(auth).startsWith('password ')
