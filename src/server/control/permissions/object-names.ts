import { CausewayError } from '../../../base/errors.ts'
import { lookup } from '../../../base/lookup.ts'
import { ALL } from '../../domain/privilege.ts'
import { objectOf, type Thing } from '../authorization/need.ts'

/** What privileges are granted on, read from the vendor's text for it. */
export interface NamedObject {
  readonly thing: Thing
  readonly object: string
  readonly type: string
}

const GRANTING = ['GRANT_PRIVILEGE', 'REVOKE_PRIVILEGE', 'SHOW_PRIVILEGES'] as const
const ALTERING = [
  'ALTER_TABLE_ADD_COLUMNS',
  'ALTER_TABLE_ADD_PARTITION',
  'ALTER_TABLE_CHANGE_COLUMN',
  'ALTER_TABLE_DROP_PARTITION',
  'ALTER_TABLE_RECOVER_PARTITION',
  'ALTER_TABLE_RENAME',
  'ALTER_TABLE_RENAME_PARTITION',
  'ALTER_TABLE_SET_LOCATION',
  'ALTER_TABLE_SET_PROPERTIES',
] as const
const OF_TABLE = [
  'DESCRIBE_TABLE',
  'DROP_TABLE',
  'INSERT_INTO_TABLE',
  'INSERT_OVERWRITE_TABLE',
  'SELECT',
  'SHOW_CREATE_TABLE',
  'SHOW_PARTITIONS',
  ...ALTERING,
  ...GRANTING,
] as const

/** Those that the vendor has; what none of our operations is, allows nothing. */
const PRIVILEGES = lookup<readonly string[]>({
  queue: ['SUBMIT_JOB', 'CANCEL_JOB', 'DROP_QUEUE', 'RESTART', 'SCALE_QUEUE', ...GRANTING],
  database: [
    ...OF_TABLE,
    ...['ALTER_VIEW', 'CREATE_FUNCTION', 'CREATE_ROLE', 'CREATE_TABLE', 'CREATE_VIEW', 'DISPLAY_ALL_TABLES', 'DISPLAY_DATABASE'],
    ...['DROP_DATABASE', 'DROP_FUNCTION', 'DROP_ROLE', 'EXPLAIN', 'GRANT_ROLE', 'REVOKE_ROLE', 'SHOW_ROLES'],
  ],
  // Whoever has any right on a table sees it in lists: this one gives no more.
  table: ['DISPLAY_TABLE', ...OF_TABLE],
  connection: ['BIND_QUEUE', 'UPDATE', 'DELETE', ...GRANTING],
  credential: ['USE_AUTH', 'UPDATE_AUTH', 'DROP_AUTH', ...GRANTING],
  pool: ['UPDATE', ...GRANTING],
})

const invalid = (message: string, hint: string): CausewayError => new CausewayError('invalid-parameter', message, { hint })
const HINT =
  'Name queues.<queue>, databases.<database>, databases.<database>.tables.<table>, edsconnections.<connection id>, datasourceauth.<name> or elasticresourcepools.<name>.'

/** Throws 'invalid-parameter' for what is no object, 'not-supported' for one that nothing here is. Whether it is there is not asked. */
export function parseObject(text: string): NamedObject {
  const named = (thing: Thing): NamedObject => ({ thing, object: objectOf(thing), type: thing.kind })
  const parts = text.split('.')
  const [family = '', name = '', tables, table, columns] = parts
  if (/^(jobs|groups|resources|variables?)$/.test(family)) {
    throw new CausewayError('not-supported', `Privileges on ${family}.… are not kept here yet`, { hint: HINT })
  }
  if (columns !== undefined && family === 'databases') {
    throw new CausewayError('not-supported', 'Privileges on single columns are not kept here', {
      hint: 'Make a table of the columns by CREATE TABLE … AS SELECT, and grant SELECT on that: a view is read with the rights of who asks.',
    })
  }
  if (name === '') throw invalid(`${JSON.stringify(text.slice(0, 140))} is no object of privileges`, HINT)
  if (parts.length === 2) {
    switch (family) {
      case 'queues':
        return named({ kind: 'queue', name })
      case 'databases':
        return named({ kind: 'database', name })
      case 'edsconnections':
        return named({ kind: 'connection', id: name })
      case 'datasourceauth':
        return named({ kind: 'credential', name })
      case 'elasticresourcepools':
        return named({ kind: 'pool', name })
    }
  }
  if (family === 'databases' && tables === 'tables' && table !== undefined && table !== '' && parts.length === 4) {
    return named({ kind: 'table', database: name, name: table })
  }
  throw invalid(`${JSON.stringify(text.slice(0, 140))} is no object of privileges`, HINT)
}

/** In capitals. Throws 'invalid-parameter' for one that the vendor does not have for such a thing. */
export function checkPrivileges({ thing, type }: NamedObject, names: readonly string[]): readonly string[] {
  const known = PRIVILEGES[thing.kind] ?? []
  return [...new Set(names.map((name) => name.toUpperCase()))].map((name) => {
    if (name === ALL || known.includes(name)) return name
    throw invalid(`${JSON.stringify(name.slice(0, 70))} is no privilege on a ${type}`, `Use ${[...known].sort().join(', ')} or ${ALL}.`)
  })
}
