import type { Analysis } from '../../../protocol/analysis.ts'
import { FOUND_TABLES_MAX, NAMED_TABLES_MAX } from '../../../protocol/named-tables.ts'
import { isFilesName } from '../files-reference.ts'
import { tableNamesIn, tableReferences } from '../references/table-references.ts'
import { semanticError } from '../syntax-error.ts'
import type { Statement } from '../tree/statement.ts'

const NAME_LENGTH_MAX = 128

/** What the statement names, for the server: its job gets at the secrets of these tables and at no others. */
export function namedThings(statement: Statement, currentDatabase: string): Omit<Analysis, 'jobType' | 'access' | 'inspection'> {
  const tables = new Map<string, Analysis['tables'][number]>()
  for (const reference of tableReferences(statement)) {
    if (isFilesName(reference)) continue
    const { database = currentDatabase, table } = reference
    // No table has a longer name: binding tells it.
    if (database.length > NAME_LENGTH_MAX || table.length > NAME_LENGTH_MAX) continue
    const named = { database: database.toLowerCase(), table: table.toLowerCase() }
    const key = JSON.stringify(named)
    const isBare = reference.database === undefined || tables.get(key)?.isBare === true
    tables.set(key, isBare ? { ...named, isBare } : named)
  }
  if (tables.size > NAMED_TABLES_MAX) throw semanticError(`The statement names more than ${NAMED_TABLES_MAX} tables`)
  const names = tableNamesIn(statement).flatMap((name) => {
    const isLong = name.table.length > NAME_LENGTH_MAX
    return isLong || isFilesName(name) ? [] : [name.table.toLowerCase()]
  })
  const options = 'options' in statement ? statement.options : statement.kind === 'create-database' ? statement.connection : undefined
  const authName = options?.get('passwdauth') ?? options?.get('es.certificate.name')
  return {
    tables: [...tables.values()],
    databases: [...databasesOf(statement, currentDatabase)],
    tableNames: [...new Set(names)].slice(0, FOUND_TABLES_MAX),
    authNames: authName === undefined || authName.length > NAME_LENGTH_MAX ? [] : [authName],
  }
}

/** Whose tables the statement may have to look for where they are. */
function databasesOf(statement: Statement, currentDatabase: string): readonly string[] {
  if (statement.kind === 'explain') return databasesOf(statement.statement, currentDatabase)
  const named = statement.kind === 'show-tables' ? [statement] : tableNamesIn(statement).filter((name) => !isFilesName(name))
  const databases = new Set(named.map(({ database = currentDatabase }) => database.toLowerCase()))
  return [...databases].filter((database) => database.length <= NAME_LENGTH_MAX).slice(0, NAMED_TABLES_MAX)
}
