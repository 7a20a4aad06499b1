import { type Fields, isFields, rowsOf } from '../../base/fields.ts'
import type { DatabasePlan } from './database-plan.ts'

/** How a table of the database is named, as it works there but for the table's own name. */
export function tableExample({ name, jdbcUrl }: DatabasePlan, dialled: Fields): string {
  const greetings = rowsOf(dialled['steps']).flatMap(({ found }) => (isFields(found) ? [found] : []))
  const how = greetings.some(asksInClear) ? `'allowUnencryptedLogin'='true'` : `'encryption'='true'`
  return `CREATE TABLE ${name}.orders USING JDBC OPTIONS ('url'='${jdbcUrl}', 'dbtable'='…', 'passwdauth'='${name}', ${how})`
}

/** A PostgreSQL that offers no TLS and takes the password so that others on the way can read it, or its MD5: it gets one only where the table says so. */
const asksInClear = ({ tls, auth }: Fields): boolean => tls === false && String(auth).startsWith('password ')
