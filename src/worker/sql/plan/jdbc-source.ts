import { JDBC_FORMS } from '../../../base/remote-kinds.ts'
import type { NewTableSource } from '../new-table-source.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Statement } from '../tree/statement.ts'

type NewTable = Extract<Statement, { kind: 'create-table' }>

const URL_HINT = `Write ${JDBC_FORMS}; other databases are not served.`
const SECRET_HINT = "Store the user and the password once as a datasource authentication, and write 'passwdauth'='its name'."

/** user and password, in a statement, would be kept with the job and shown in lists. */
export function refuseSecrets(options: ReadonlyMap<string, string>): void {
  for (const name of options.keys())
    if (/^user(name)?$|password|^passwd$|^pwd$|secret|access.?key/.test(name))
      throw semanticError(`The option '${name}' may not be written into a statement`, SECRET_HINT)
}

export function jdbcSource(statement: NewTable): NewTableSource {
  refuseSecrets(statement.options)
  if (statement.partitionedBy !== undefined) throw semanticError('A table USING jdbc has no PARTITIONED BY')
  if (statement.query !== undefined) throw notSupported('CREATE TABLE … USING jdbc AS SELECT', 'Create the table, then INSERT INTO it.')
  if (statement.columns !== undefined)
    throw semanticError(
      'A table USING jdbc has no column list',
      'Its columns are read from the remote table when it is made: leave the list out.',
    )
  if (statement.location !== undefined) throw semanticError('A table USING jdbc has no LOCATION')
  const url = plainUrl(statement.options, TABLE_NEEDS)
  const dbtable = statement.options.has('query') ? statement.options.get('dbtable') : required(statement.options, 'dbtable', TABLE_NEEDS)
  const authName = statement.options.get('passwdauth')
  // A sub-query is no name of a place: it stays among the options, as the option query does.
  const isName = dbtable !== undefined && !/^\s*\(/.test(dbtable)
  const left = new Set(['url', 'passwdauth', ...(isName ? ['dbtable'] : [])])
  const options = Object.fromEntries([...statement.options].filter(([name]) => !left.has(name)))
  return { kind: 'jdbc', url, ...(isName ? { dbtable } : {}), ...(authName === undefined ? {} : { authName }), options }
}

/** A name may be written with %70 for p, or with %2570: whoever reads the URL undoes that, and writes it so again. */
function holdsSecret(url: string): boolean {
  const plainUrl = url.replaceAll(/%(?:25)*([0-7][0-9a-f])/gi, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  return (
    /[?&;#/\s,](user(name)?|[a-z]*(password|passwd|pwd|secret)[a-z]*)\s*=/i.test(plainUrl) ||
    /^[^?]*@/.test(url) ||
    /^jdbc:[a-z:]+\/\/[^/?]*@/i.test(plainUrl)
  )
}

interface Needs {
  readonly what: string
  readonly hint: string
}

const TABLE_NEEDS: Needs = {
  what: 'A table USING jdbc',
  hint: "Write OPTIONS ('url'='jdbc:postgresql://host:port/database', 'dbtable'='schema.table', 'passwdauth'='…').",
}

/** The option url, without anything secret. @throws CausewayError */
export function plainUrl(options: ReadonlyMap<string, string>, needs: Needs): string {
  const url = required(options, 'url', needs)
  // Its URLs have an @ for no user.
  if (/^\s*jdbc:oracle:/i.test(url)) throw notSupported('A table of an Oracle database', URL_HINT)
  if (holdsSecret(url)) throw semanticError('The url may not hold a user or a password, nor an @', `${URL_HINT} ${SECRET_HINT}`)
  return url
}

function required(options: ReadonlyMap<string, string>, name: string, { what, hint }: Needs): string {
  const value = options.get(name)
  if (value === undefined || value === '') throw semanticError(`${what} needs the option '${name}'`, hint)
  return value
}
