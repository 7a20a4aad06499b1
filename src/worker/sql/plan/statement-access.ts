import { CHANGE_DATABASE, FILES_TABLE, READ_BUCKETS } from '../../../protocol/access-privileges.ts'
import { annotationPrivileges, columnsPrivilege } from '../../../protocol/altering-privileges.ts'
import type { Analysis } from '../../../protocol/analysis.ts'
import { NAMED_TABLES_MAX } from '../../../protocol/named-tables.ts'
import { isFilesName } from '../files-reference.ts'
import { queryReferences, tableReferences } from '../references/table-references.ts'
import { semanticError } from '../syntax-error.ts'
import type { TableName } from '../tree/query.ts'
import type { Statement } from '../tree/statement.ts'
import type { FunctionName } from '../tree/written-parts.ts'

type Access = Analysis['access'][number]

const NAME_LENGTH_MAX = 128
const INSERTS = { append: 'INSERT_INTO_TABLE', overwrite: 'INSERT_OVERWRITE_TABLE' } as const
const OVERWRITE = INSERTS.overwrite

/** What a statement does with tables and databases, by the names that the vendor has for the rights to it. What it does with its session needs none. */
export function statementAccess(statement: Statement, currentDatabase: string): readonly Access[] {
  const found = new Map<string, Access>()
  const add = (database: string, table: string, privilege: string, isBare: boolean): void => {
    // No table has a longer name: binding tells it.
    if (database.length > NAME_LENGTH_MAX || table.length > NAME_LENGTH_MAX) return
    const access = { database: database.toLowerCase(), table: table.toLowerCase(), privilege, ...(isBare ? { isBare } : {}) }
    found.set(JSON.stringify(access), access)
  }
  const ofProject = (privilege: string): void => add('', '', privilege, false)
  const on = (privilege: string, ...tables: readonly TableName[]): void => {
    for (const name of tables) {
      if (isFilesName(name)) ofProject(READ_BUCKETS)
      else add(name.database ?? currentDatabase, name.table, privilege, name.database === undefined)
    }
  }
  const onDatabase = (privilege: string, database: string | undefined): void => add(database ?? currentDatabase, '', privilege, false)
  /** One that is named: that in which the statement stands is there for everybody, with what each is shown of it. */
  const see = (database: string | undefined): void => {
    if (database !== undefined) onDatabase('DISPLAY_DATABASE', database)
  }
  const onFunction = (privilege: string, { isTemporary, database, name }: FunctionName): void => {
    if (!isTemporary) add(database ?? currentDatabase, name, privilege, database === undefined)
  }
  const read = (...tables: readonly TableName[]): void => on('SELECT', ...tables)
  walk(statement)
  if (found.size > 2 * NAMED_TABLES_MAX) throw semanticError(`The statement names more than ${NAMED_TABLES_MAX} tables`)
  return [...found.values()]

  function walk(each: Statement): void {
    switch (each.kind) {
      case 'insert':
        read(...queryReferences(each.query))
        on(INSERTS[each.mode], each.table)
        return
      case 'multi-insert':
        for (const insert of each.inserts) walk({ kind: 'insert', ...insert })
        return
      case 'load-data':
        ofProject(READ_BUCKETS)
        on(INSERTS[each.mode], each.table)
        return
      case 'change-rows':
      case 'merge-rows':
        read(...tableReferences(each))
        on(OVERWRITE, each.table)
        return
      case 'optimize-table':
      case 'truncate-table':
      case 'restore-table':
      case 'vacuum-table':
        on(OVERWRITE, each.table)
        return
      case 'create-table':
        read(...tableReferences(each))
        onDatabase('CREATE_TABLE', each.table.database)
        if (each.location !== undefined || each.options.has('path')) ofProject(FILES_TABLE)
        return
      case 'create-table-like':
        on('DESCRIBE_TABLE', each.like)
        onDatabase('CREATE_TABLE', each.table.database)
        if (each.location !== undefined) ofProject(FILES_TABLE)
        return
      case 'create-catalog-view':
        read(...queryReferences(each.written.query))
        onDatabase('CREATE_VIEW', each.view.database)
        return
      case 'drop-table':
        on('DROP_TABLE', each.table)
        return
      case 'rename-table':
        on('ALTER_TABLE_RENAME', each.table)
        return
      case 'alter-columns':
        on(columnsPrivilege(each.change.kind), each.table)
        return
      case 'annotate-table':
        if (each.annotation.kind === 'location') ofProject(FILES_TABLE)
        on(annotationPrivileges(each.annotation.kind)[0], each.table)
        return
      case 'change-partitions':
        if (each.locations.some((location) => location !== undefined)) ofProject(FILES_TABLE)
        on(each.change === 'add' ? 'ALTER_TABLE_ADD_PARTITION' : 'ALTER_TABLE_DROP_PARTITION', each.table)
        return
      case 'place-partition':
        ofProject(FILES_TABLE)
        on('ALTER_TABLE_SET_LOCATION', each.table)
        return
      case 'rename-partition':
        on('ALTER_TABLE_RENAME_PARTITION', each.table)
        return
      case 'recover-partitions':
        on('ALTER_TABLE_RECOVER_PARTITION', each.table)
        return
      case 'show-partitions':
        on('SHOW_PARTITIONS', each.table)
        return
      case 'show-create-table':
        on('SHOW_CREATE_TABLE', each.table)
        return
      case 'describe-column':
        on('DESCRIBE_TABLE', isDetail(each.table) ? detailed(each.column) : each.table)
        return
      case 'describe-table':
      case 'describe-history':
      case 'show-columns':
      case 'show-properties':
      case 'refresh-table':
        on('DESCRIBE_TABLE', each.table)
        return
      case 'drop-database':
        onDatabase('DROP_DATABASE', each.database)
        return
      case 'annotate-database':
        onDatabase(CHANGE_DATABASE, each.database)
        return
      case 'explain':
        walk(each.statement)
        return
      case 'alter-view':
        read(...queryReferences(each.written.query))
        on('ALTER_VIEW', each.view)
        return
      case 'rename-view':
        on('ALTER_TABLE_RENAME', each.view)
        return
      case 'change-view-properties':
        on('ALTER_TABLE_SET_PROPERTIES', each.view)
        return
      // To drop one is not to read it.
      case 'drop-view':
        on('DROP_TABLE', each.view)
        return
      case 'create-database':
        ofProject('CREATE_DATABASE')
        return
      case 'show-table-extended':
        // Of a pattern those are described that may be.
        if (/^\w+$/.test(each.pattern)) on('DESCRIBE_TABLE', { database: each.database, table: each.pattern })
        else see(each.database)
        return
      case 'describe-database':
      case 'use':
      case 'show-tables':
      case 'show-views':
      case 'show-functions':
      case 'analyze-tables':
      case 'describe-function':
      case 'refresh-function':
        see(each.database)
        return
      case 'create-function':
        onFunction('CREATE_FUNCTION', each.function)
        if (each.isReplacing) onFunction('DROP_FUNCTION', each.function)
        return
      case 'drop-function':
        onFunction('DROP_FUNCTION', each.function)
        return
      case 'create-source-view':
        if (each.options.has('path')) ofProject(READ_BUCKETS)
        return
      case 'analyze-table':
      case 'uncache-table':
        read(each.table)
        return
      case 'cache-table':
        read(...(each.written === undefined ? [each.table] : queryReferences(each.written.query)))
        return
      case 'create-view':
        read(...queryReferences(each.written.query))
        return
      case 'query':
      case 'describe-query':
        read(...queryReferences(each.query))
        return
      case 'write-directory':
      case 'write-directories':
        read(...tableReferences(each))
        return
      // Of the session, or with what each is shown.
      case 'show-catalogs':
      case 'show-databases':
      case 'show-current-database':
      case 'set':
      case 'show-setting':
      case 'show-settings':
      case 'reset':
      case 'clear-cache':
      case 'refresh-path':
        return
    }
  }
}

/** DESCRIBE DETAIL t is read as the column t of a table called detail. */
const isDetail = ({ database, table }: TableName): boolean => database === undefined && table.toLowerCase() === 'detail'

function detailed(parts: readonly string[]): TableName {
  const [first = '', second] = parts
  return second === undefined ? { database: undefined, table: first } : { database: first, table: second }
}
