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
  table: ['ALTER_VIEW', 'DISPLAY_TABLE', ...OF_TABLE],
  column: ['SELECT', ...GRANTING],
  connection: ['BIND_QUEUE', 'UPDATE', 'DELETE', ...GRANTING],
  credential: ['USE_AUTH', 'UPDATE_AUTH', 'DROP_AUTH', ...GRANTING],
  pool: ['UPDATE', 'DROP', 'RESOURCE_MANAGEMENT', 'SCALE', ...GRANTING],
  variable: ['UPDATE', 'DELETE', ...GRANTING],
  package: ['USE_RESOURCE', 'GET_RESOURCE', 'UPDATE_RESOURCE', 'DELETE_RESOURCE', ...GRANTING],
  'package-group': ['USE_GROUP', 'GET_GROUP', 'UPDATE_GROUP', 'DELETE_GROUP', ...GRANTING],
})

const invalid = (message: string, hint: string): CausewayError => new CausewayError('invalid-parameter', message, { hint })
const HINT =
  'Name queues.<queue>, databases.<database>, databases.<database>.tables.<table>[.columns.<column>], edsconnections.<connection id>, datasourceauth.<name>, elasticresourcepools.<name>, variable.<name>, resources.[<group>/]<package> or groups.<group>.'

/** "group/package", or "package". */
function packageNamed(text: string): Thing {
  const slash = text.indexOf('/')
  return { kind: 'package', groupName: slash < 0 ? '' : text.slice(0, slash), name: text.slice(slash + 1) }
}

/** They have privileges of their own, and there are none. */
const noFlinkJob = (text: string): CausewayError =>
  new CausewayError('not-found', `There is no job ${text.slice(0, 140)}`, {
    hint: 'Only Flink jobs have privileges, and there are none here: who may do what with the jobs of a queue is granted on queues.<queue>.',
  })

/** Throws 'invalid-parameter' for what is no object, 'not-found' for a Flink job. Whether it is there is not asked. */
export function parseObject(text: string): NamedObject {
  const named = (thing: Thing): NamedObject => ({ thing, object: objectOf(thing), type: thing.kind })
  const parts = text.split('.')
  const [family = '', name = '', tables, table, columns] = parts
  const rest = text.slice(family.length + 1)
  if (rest !== '') {
    // Names of packages have dots.
    if (family === 'groups') return named({ kind: 'package-group', name: rest })
    if (family === 'resources') return named(packageNamed(rest))
    if (family === 'jobs') throw noFlinkJob(rest)
    // The vendor's words, which its clients' users look for.
    if (family === 'sql' || family === 'spark')
      throw invalid('user input validation failed, object_type sql or spark is not supported now', HINT)
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
      case 'variable':
      case 'variables':
        return named({ kind: 'variable', name })
      case 'datasourceauth':
      case 'datasourceauths':
        return named({ kind: 'credential', name })
      case 'elasticresourcepools':
        return named({ kind: 'pool', name })
    }
  }
  if (family === 'databases' && tables === 'tables' && table !== undefined && table !== '') {
    if (parts.length === 4) return named({ kind: 'table', database: name, name: table })
    const column = parts.slice(5).join('.')
    if (columns === 'columns' && column !== '') return named({ kind: 'column', database: name, table, name: column })
  }
  throw invalid(`${JSON.stringify(text.slice(0, 140))} is no object of privileges`, HINT)
}

/** All that there are, but ALL. */
export const privilegesOn = ({ kind }: Thing): readonly string[] => PRIVILEGES[kind] ?? []

/** In capitals. Throws 'invalid-parameter' for one that the vendor does not have for such a thing. */
export function checkPrivileges({ thing, type }: NamedObject, names: readonly string[]): readonly string[] {
  const known = privilegesOn(thing)
  return [...new Set(names.map((name) => name.toUpperCase()))].map((name) => {
    if (name === ALL || known.includes(name)) return name
    throw invalid(`${JSON.stringify(name.slice(0, 70))} is no privilege on a ${type}`, `Use ${[...known].sort().join(', ')} or ${ALL}.`)
  })
}
