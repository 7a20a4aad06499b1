import { DEFAULT_DATABASE } from '../../domain/database.ts'
import { ALL } from '../../domain/privilege.ts'
import { CONNECTION_OBJECT } from '../shared/shared-connections.ts'

/** What a role allows: a reader what is read, a writer also what is written, an admin everything. */
export type Level = 'read' | 'write' | 'admin'

/** What a right is asked on. */
export type Thing =
  | { readonly kind: 'queue'; readonly name: string }
  | { readonly kind: 'database'; readonly name: string }
  | { readonly kind: 'table'; readonly database: string; readonly name: string }
  | { readonly kind: 'column'; readonly database: string; readonly table: string; readonly name: string }
  | { readonly kind: 'connection'; readonly id: string }
  | { readonly kind: 'credential'; readonly name: string }
  | { readonly kind: 'pool'; readonly name: string }
  | { readonly kind: 'variable'; readonly name: string }
  /** groupName: '' for none. */
  | { readonly kind: 'package'; readonly groupName: string; readonly name: string }
  | { readonly kind: 'package-group'; readonly name: string }

export interface NamedTable {
  readonly database: string
  readonly table: string
}

/** What somebody is about to do. */
export interface Need {
  readonly level: Level
  /** Its owner may do it, though of the roles only an admin. */
  readonly byOwner?: true
  /** It lets somebody in, or owns, for as long as nobody takes it away. A temporary key, whatever its user may do, does not do it. */
  readonly givesRight?: true
  /** Where a privilege allows it; absent: only a role does. */
  readonly on?: Thing
  /** The right to read one of the table's columns is enough: which ones are read is looked at elsewhere. */
  readonly byColumn?: true
  /** Any of these is enough; none: any at all on the thing. */
  readonly privileges: readonly string[]
  /** "submit jobs to the queue q" */
  readonly what: string
}

/** As the vendor names it. */
export function objectOf(thing: Thing): string {
  switch (thing.kind) {
    case 'queue':
      return `queues.${thing.name.toLowerCase()}`
    case 'database':
      return `databases.${thing.name.toLowerCase()}`
    case 'table':
      return `databases.${thing.database.toLowerCase()}.tables.${thing.name.toLowerCase()}`
    case 'column':
      return `${columnObjects(thing)}${thing.name.toLowerCase()}`
    case 'connection':
      return `${CONNECTION_OBJECT}${thing.id}`
    case 'credential':
      return `datasourceauth.${thing.name}`
    case 'pool':
      return `elasticresourcepools.${thing.name.toLowerCase()}`
    case 'variable':
      return `variable.${thing.name}`
    case 'package':
      return `resources.${thing.groupName === '' ? '' : `${thing.groupName}/`}${thing.name}`
    case 'package-group':
      return `groups.${thing.name}`
  }
}

/** What the objects of its parts begin with; undefined: it has none. Names of packages, groups and columns have dots: what begins so is another of its kind. */
export const partsOf = (thing: Thing): string | undefined =>
  thing.kind === 'database' || thing.kind === 'table' ? `${objectOf(thing)}.` : undefined

/** What the objects of a table's columns begin with. */
export const columnObjects = ({ database, table }: NamedTable): string => `${objectOf({ kind: 'table', database, name: table })}.columns.`

/** The thing, and what holds it: a right on a database is one on its tables, and one on a group of packages is one on each. */
export function holdersOf(thing: Thing): readonly Thing[] {
  switch (thing.kind) {
    case 'table':
      return [thing, { kind: 'database', name: thing.database }]
    case 'column':
      return [thing, ...holdersOf({ kind: 'table', database: thing.database, name: thing.table })]
    case 'package':
      return thing.groupName === '' ? [thing] : [thing, { kind: 'package-group', name: thing.groupName }]
    default:
      return [thing]
  }
}

/** The names that it is found by. */
export function namesOf(thing: Thing): readonly string[] {
  switch (thing.kind) {
    case 'table':
      return [thing.database, thing.name].map((name) => name.toLowerCase())
    case 'column':
      return [thing.database, thing.table].map((name) => name.toLowerCase())
    // An id is never another's.
    case 'connection':
      return []
    default:
      return [thing.name.toLowerCase()]
  }
}

const projectNeed = (level: Level, what: string): Need => ({ level, privileges: [], what })
export const toRead = (what: string): Need => projectNeed('read', what)
export const toWrite = (what: string): Need => projectNeed('write', what)
export const toAdminister = (what: string): Need => projectNeed('admin', what)

/** What stays behind the request, and is a right of somebody. */
export const giving = (need: Need): Need => ({ ...need, givesRight: true })

/** Who owns a thing grants rights on it: a writer who could take it would grant them, too. */
export const toGiveAway = (need: Need): Need => giving({ ...need, byOwner: true })
export const toGiveTable = (named: NamedTable): Need => toGiveAway(onTable('admin', named, ['GRANT_PRIVILEGE'], 'give away'))

/** Of two needs that are allowed by the same rights one is enough: they have one key. */
export const needKey = ({ level, on, privileges, byColumn }: Need): string =>
  JSON.stringify([level, on === undefined ? '' : objectOf(on), privileges, byColumn])

export const onDatabase = (level: Need['level'], name: string, privileges: readonly string[], what: string): Need => ({
  level,
  on: { kind: 'database', name },
  privileges,
  what: `${what} the database ${name}`,
})
export const onTable = (level: Need['level'], { database, table }: NamedTable, privileges: readonly string[], what: string): Need => ({
  level,
  on: { kind: 'table', database, name: table },
  privileges,
  what: `${what} the table ${database}.${table}`,
})
/** The rows of all columns. */
export const toReadTable = (named: NamedTable): Need => onTable('read', named, ['SELECT'], 'read')
/** Whoever may read the rows may know what they are. */
export const toDescribeTable = (named: NamedTable): Need => onTable('read', named, ['DESCRIBE_TABLE', 'SELECT'], 'describe')
/** Whether there is a database is told to nobody who has no right in it. Undefined: the built-in one, which is where statements begin. */
export const toSee = (database: string): Need | undefined =>
  database.toLowerCase() === DEFAULT_DATABASE ? undefined : onDatabase('read', database, [], 'see')
/** By whoever may read all of it, or one of its columns. */
export const byColumn = (need: Need): Need => ({ ...need, byColumn: true })
export const onQueue = (level: Need['level'], privileges: readonly string[], name: string, what: string): Need => ({
  level,
  on: { kind: 'queue', name },
  privileges,
  what: `${what} the queue ${name}`,
})
export const seeQueue = (name: string): Need => onQueue('read', [], name, 'see')
export const seePool = (name: string): Need => ({ level: 'read', on: { kind: 'pool', name }, privileges: [], what: `see the pool ${name}` })
export const toSubmit = (name: string): Need => onQueue('read', ['SUBMIT_JOB'], name, 'submit jobs to')
/** A socket changes what it reaches, whatever its owner reads by jobs: who is only a reader has none. It stays open, with a password of its own. */
export const toOpenDoor = (name: string): Need => giving(onQueue('write', ['SUBMIT_JOB'], name, 'open doors to what is reached by'))

/** Nobody grants a right to that alone. */
export const toChangeDatabase = (database: string): Need => onDatabase('write', database, [ALL], 'change')

export const toMakeFilesTable = (): Need => toWrite('make tables of what is in buckets')

/** Whoever has a table may use the files that it is in: made where files are already, it opens them to its owner, to be read and to be written. */
export const newTableNeeds = (database: string, kind: string): readonly Need[] => [
  ...(kind === 'files' ? [toMakeFilesTable()] : []),
  onDatabase('write', database, ['CREATE_TABLE'], 'make tables in'),
]

/** A role may be all that is missing: what only a role allows is asked first, so that no single right is told which is in it. */
export const rolesFirst = (needs: readonly Need[]): readonly Need[] =>
  needs.toSorted((a, b) => Number(a.on !== undefined) - Number(b.on !== undefined))
