import type { ColumnsChange } from './columns-change.ts'
import type { TableAnnotation } from './worker-calls.ts'

/** The vendor's name for the right to change columns: who may add some changes, renames and drops none. */
export const columnsPrivilege = (change: ColumnsChange['kind']): string =>
  change === 'add' ? 'ALTER_TABLE_ADD_COLUMNS' : 'ALTER_TABLE_CHANGE_COLUMN'

type Placing = Extract<TableAnnotation, { kind: 'place-partitions' }>
type OtherKind = Exclude<TableAnnotation['kind'], Placing['kind']>

/** Of what is written to a table and is no row: one of them is enough. Where a place is named, it takes the role writer as well. */
export const changePrivileges = (change: TableAnnotation): readonly [string, ...string[]] =>
  change.kind === 'place-partitions' ? [PLACING_PRIVILEGES[change.by]] : annotationPrivileges(change.kind)

/** Of the statements that are told by the kind of change alone. */
export const annotationPrivileges = (annotation: OtherKind): readonly [string, ...string[]] => ANNOTATION_PRIVILEGES[annotation]

const PLACING_PRIVILEGES: Readonly<Record<Placing['by'], string>> = {
  add: 'ALTER_TABLE_ADD_PARTITION',
  'set-location': 'ALTER_TABLE_SET_LOCATION',
  rename: 'ALTER_TABLE_RENAME_PARTITION',
  drop: 'ALTER_TABLE_DROP_PARTITION',
  overwrite: 'INSERT_OVERWRITE_TABLE',
}

/** A table's comment is one of its properties, as in Spark. */
const ANNOTATION_PRIVILEGES: Readonly<Record<OtherKind, readonly [string, ...string[]]>> = {
  properties: ['ALTER_TABLE_SET_PROPERTIES'],
  comment: ['ALTER_TABLE_SET_PROPERTIES'],
  'column-comment': ['ALTER_TABLE_CHANGE_COLUMN'],
  location: ['ALTER_TABLE_SET_LOCATION'],
  'drop-partitions': ['ALTER_TABLE_DROP_PARTITION'],
  // Rows that are written into one bring it back.
  'restore-partitions': ['ALTER_TABLE_ADD_PARTITION', 'ALTER_TABLE_RECOVER_PARTITION', 'INSERT_INTO_TABLE', 'INSERT_OVERWRITE_TABLE'],
}
