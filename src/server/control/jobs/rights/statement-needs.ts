import type { Analysis } from '../../../../protocol/analysis.ts'
import { IMPORTED } from '../../../../protocol/imported-table.ts'
import { RESULTS_DATABASE } from '../../../../protocol/result-files.ts'
import { byColumn, type Need, onDatabase, onTable, toWrite } from '../../authorization/need.ts'
import type { SessionSnapshot } from '../../sessions/sessions.ts'

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

/** What a statement does with the tables of the catalog. */
export const accessToTables = ({ access }: Pick<Analysis, 'access'>, session: SessionSnapshot): Analysis['access'] =>
  access.filter((each) => !isNoTable(each, session))

/** What a statement needs before it is a job. */
export function statementNeeds(analysis: Analysis, session: SessionSnapshot): readonly Need[] {
  const needs: Need[] = []
  for (const access of accessToTables(analysis, session)) {
    const { database, table, privilege } = access
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
