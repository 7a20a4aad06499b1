import type { ColumnsChange } from './columns-change.ts'
import type { TableAnnotation } from './worker-calls.ts'

/** The vendor's name for the right to change columns: who may add some changes, renames and drops none. */
export const columnsPrivilege = (change: ColumnsChange['kind']): string =>
  change === 'add' ? 'ALTER_TABLE_ADD_COLUMNS' : 'ALTER_TABLE_CHANGE_COLUMN'

/** That of what is written to a table and is no row. Its comment is one of its properties, as in Spark. */
export const annotationPrivilege = (annotation: TableAnnotation['kind']): string => ANNOTATION_PRIVILEGES[annotation]

const ANNOTATION_PRIVILEGES: Readonly<Record<TableAnnotation['kind'], string>> = {
  properties: 'ALTER_TABLE_SET_PROPERTIES',
  comment: 'ALTER_TABLE_SET_PROPERTIES',
  'column-comment': 'ALTER_TABLE_CHANGE_COLUMN',
  location: 'ALTER_TABLE_SET_LOCATION',
}
