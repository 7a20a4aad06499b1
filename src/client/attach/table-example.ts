import { type Fields, isFields, rowsOf } from '../../base/fields.ts'
import type { DatabasePlan } from './database-plan.ts'

/** How a table of the database is named, as it works there but for the table's own name. */
export function tableExample({ name, jdbcUrl }: DatabasePlan, dialled: Fields): string {
  const { url, how } = /^jdbc:clickhouse:/.test(jdbcUrl) ? overHttp(jdbcUrl, dialled) : { url: jdbcUrl, how: howGreeted(dialled) }
  return `CREATE TABLE ${name}.orders USING JDBC OPTIONS ('url'='${url}', 'dbtable'='…', 'passwdauth'='${name}', ${how})`
}

const ENCRYPTED = `'encryption'='true'`
const IN_CLEAR = `'allowUnencryptedLogin'='true'`

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
