import type { ColumnsChange } from './columns-change.ts'
import type { TableAnnotation } from './worker-calls.ts'

/** The vendor's name for the right to change columns: who may add some changes, renames and drops none. */
export const columnsPrivilege = (change: ColumnsChange['kind']): string =>
  change === 'add' ? 'ALTER_TABLE_ADD_COLUMNS' : 'ALTER_TABLE_CHANGE_COLUMN'

/** Of what is written to a table and is no row: one of them is enough. Its comment is one of its properties, as in Spark. */
export const annotationPrivileges = (annotation: TableAnnotation['kind']): readonly [string, ...string[]] =>
  ANNOTATION_PRIVILEGES[annotation]

const ANNOTATION_PRIVILEGES: Readonly<Record<TableAnnotation['kind'], readonly [string, ...string[]]>> = {
  properties: ['ALTER_TABLE_SET_PROPERTIES'],
  comment: ['ALTER_TABLE_SET_PROPERTIES'],
  'column-comment': ['ALTER_TABLE_CHANGE_COLUMN'],
  location: ['ALTER_TABLE_SET_LOCATION'],
  'drop-partitions': ['ALTER_TABLE_DROP_PARTITION'],
  // Rows that are written into one bring it back.
  // Any of the statements that need it: where a place is named, the role writer as well.
  'place-partitions': [
    'ALTER_TABLE_ADD_PARTITION',
    'ALTER_TABLE_DROP_PARTITION',
    'ALTER_TABLE_RENAME_PARTITION',
    'ALTER_TABLE_SET_LOCATION',
    'INSERT_OVERWRITE_TABLE',
  ],
  'restore-partitions': ['ALTER_TABLE_ADD_PARTITION', 'ALTER_TABLE_RECOVER_PARTITION', 'INSERT_INTO_TABLE', 'INSERT_OVERWRITE_TABLE'],
}
