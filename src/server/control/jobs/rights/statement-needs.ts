import { CHANGE_DATABASE, FILES_TABLE, OF_FUNCTIONS, READ_BUCKETS } from '../../../../protocol/access-privileges.ts'
import type { Analysis } from '../../../../protocol/analysis.ts'
import { IMPORTED } from '../../../../protocol/imported-table.ts'
import { RESULTS_DATABASE } from '../../../../protocol/result-files.ts'
import {
  byColumn,
  type Need,
  onDatabase,
  onTable,
  toChangeDatabase,
  toMakeFilesTable,
  toReadTable,
  toSee,
  toWrite,
} from '../../authorization/need.ts'
import type { SessionSnapshot } from '../../sessions/sessions.ts'
import { toAlterView, toDropFunctions } from './worker-call-needs.ts'

/** What shows and changes nothing. */
export const READING: ReadonlySet<string> = new Set(['SELECT', 'DESCRIBE_TABLE', 'SHOW_CREATE_TABLE', 'SHOW_PARTITIONS'])
/** Done with the columns alone that may be read, where that is not all of them. */
const BY_COLUMN: ReadonlySet<string> = new Set(['SELECT', 'DESCRIBE_TABLE'])
/** Whoever may read the rows may know what they are. */
const ALSO = 'SELECT'
const GLOBAL_VIEWS = 'global_temp'

/** Views of the session, rows of results and files that an import reads are no tables: what is behind them is asked when it is reached. */
function isNoTable({ database, table, isBare }: Analysis['access'][number], session: SessionSnapshot): boolean {
  if (database === GLOBAL_VIEWS || database === RESULTS_DATABASE) return true
  if (database === IMPORTED.database && table === IMPORTED.name) return true
  return isBare === true && session.view({ name: table, isGlobal: false }) !== undefined
}

type Access = Analysis['access'][number]

/** A function of the session goes before the catalog's of its name. */
const isOfSession = ({ table, isBare, privilege }: Access, { functions }: SessionSnapshot): boolean =>
  privilege === 'DROP_FUNCTION' && isBare === true && functions.some(({ name }) => name.toLowerCase() === table)

/** What a statement does with the tables of the catalog. */
export const accessToTables = ({ access }: Pick<Analysis, 'access'>, session: SessionSnapshot): Analysis['access'] =>
  access.filter((each) => !OF_FUNCTIONS.has(each.privilege) && !isNoTable(each, session))

/** Undefined: nothing, or it is one of a table. */
function needOfOther(access: Access, session: SessionSnapshot): Need | undefined {
  const { database, privilege } = access
  switch (privilege) {
    case 'CREATE_DATABASE':
      return toWrite('make databases in the project')
    case FILES_TABLE:
      return toMakeFilesTable()
    case CHANGE_DATABASE:
      return toChangeDatabase(database)
    case 'DISPLAY_DATABASE':
      return database === GLOBAL_VIEWS || database === RESULTS_DATABASE ? undefined : toSee(database)
    case 'CREATE_FUNCTION':
      return onDatabase('write', database, [privilege], 'make functions in')
    case 'DROP_FUNCTION':
      return isOfSession(access, session) ? undefined : toDropFunctions(database)
    default:
      return undefined
  }
}

const OTHERS: ReadonlySet<string> = new Set([
  'CREATE_DATABASE',
  CHANGE_DATABASE,
  FILES_TABLE,
  READ_BUCKETS,
  'DISPLAY_DATABASE',
  ...OF_FUNCTIONS,
])

/** The tables whose files it may name by their place, where it may read them: absent where it names no files. */
export const filesNamedBeside = ({ access }: Pick<Analysis, 'access'>, session: SessionSnapshot): readonly Need[] | undefined =>
  access.some(({ privilege }) => privilege === READ_BUCKETS)
    ? accessToTables({ access }, session).flatMap(({ database, table }) => (table === '' ? [] : [toReadTable({ database, table })]))
    : undefined

/** What a statement needs before it is a job. */
export function statementNeeds(analysis: Analysis, session: SessionSnapshot): readonly Need[] {
  const needs: Need[] = []
  for (const access of analysis.access) {
    const { database, table, privilege } = access
    if (OTHERS.has(privilege)) {
      const need = needOfOther(access, session)
      if (need !== undefined) needs.push(need)
      continue
    }
    if (isNoTable(access, session)) continue
    if (privilege === 'ALTER_VIEW') {
      needs.push(toAlterView(database, table))
      continue
    }
    const level = READING.has(privilege) ? 'read' : 'write'
    if (table === '') needs.push(onDatabase(level, database, [privilege], `${DOES[privilege] ?? 'change'}`))
    else {
      const need = onTable(level, { database, table }, level === 'read' ? [privilege, ALSO] : [privilege], DOES[privilege] ?? 'change')
      needs.push(BY_COLUMN.has(privilege) ? byColumn(need) : need)
    }
  }
  // A folder of files, or a table by its folder.
  if (analysis.jobType === 'EXPORT') needs.push(toWrite('write into buckets'))
  return needs
}

const DOES: Readonly<Partial<Record<string, string>>> = {
  SELECT: 'read',
  DESCRIBE_TABLE: 'describe',
  SHOW_CREATE_TABLE: 'describe',
  SHOW_PARTITIONS: 'list the partitions of',
  INSERT_INTO_TABLE: 'insert into',
  INSERT_OVERWRITE_TABLE: 'replace or change rows of',
  CREATE_TABLE: 'make tables in',
  CREATE_VIEW: 'make views in',
  DROP_TABLE: 'drop',
  DROP_DATABASE: 'drop',
}
