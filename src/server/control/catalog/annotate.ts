import { CausewayError } from '../../../base/errors.ts'
import { DROPPED_FOLDERS_MAX, PLACED_PARTITIONS_MAX, type Properties, type TableDefinition } from '../../../protocol/table-definition.ts'
import type { CatalogEntry } from '../../../protocol/view-definition.ts'
import type { PropertiesChange, TableAnnotation } from '../../../protocol/worker-calls.ts'
import { requirePlacing } from './placed-partitions.ts'
import { checkProperties, checkWritten } from './table-definition.ts'

/** The properties that are there afterwards. @throws 'not-found' for one that is to be unset and is not there */
export function changedProperties(entry: CatalogEntry, { set, unset, ifExists }: PropertiesChange): Properties {
  const before = entry.properties ?? {}
  const missing = unset.find((key) => !Object.hasOwn(before, key))
  if (missing !== undefined && !ifExists) {
    throw new CausewayError('not-found', `${entry.database}.${entry.name} has no property '${missing}'`, {
      hint: 'Write UNSET TBLPROPERTIES IF EXISTS.',
    })
  }
  checkProperties(set)
  const kept = Object.entries(before).filter(([key]) => !unset.includes(key))
  return { ...Object.fromEntries(kept), ...set }
}

function withDropped(table: TableDefinition, change: (before: readonly string[]) => readonly string[]): TableDefinition {
  const { source } = table
  if (source.kind !== 'files' || table.partitionedBy === undefined)
    throw new CausewayError('invalid-parameter', `${table.database}.${table.name} is no table with partitions at a location`)
  const { droppedFolders = [], ...rest } = source
  const after = change(droppedFolders)
  if (after.length > DROPPED_FOLDERS_MAX)
    throw new CausewayError(
      'limit-exceeded',
      `More than ${DROPPED_FOLDERS_MAX} partitions of ${table.database}.${table.name} would be dropped`,
      {
        hint: 'Remove the folders of dropped partitions from the bucket, then forget them by MSCK REPAIR TABLE.',
      },
    )
  return { ...table, source: after.length === 0 ? rest : { ...rest, droppedFolders: [...after] } }
}

function withPlaced(table: TableDefinition, change: Extract<TableAnnotation, { kind: 'place-partitions' }>): TableDefinition {
  const { source } = table
  if (source.kind !== 'files') throw new CausewayError('internal', 'Only partitions at a location are placed')
  requirePlacing(table, source, change)
  const { placed, removed } = change
  const { placedPartitions = [], ...rest } = source
  const gone = new Set([...removed, ...placed.map(({ folders }) => folders)])
  const after = [...placedPartitions.filter(({ folders }) => !gone.has(folders)), ...placed]
  if (after.length > PLACED_PARTITIONS_MAX)
    throw new CausewayError(
      'limit-exceeded',
      `More than ${PLACED_PARTITIONS_MAX} partitions of ${table.database}.${table.name} would have a location of their own`,
      { hint: 'Bring their files into folders below the location of the table.' },
    )
  return { ...table, source: after.length === 0 ? rest : { ...rest, placedPartitions: after } }
}

/** The table with the change; an empty comment is none. @throws 'not-found' for a column that is not there, 'invalid-parameter' for what texts may not hold */
export function annotated(table: TableDefinition, annotation: TableAnnotation): TableDefinition {
  switch (annotation.kind) {
    case 'properties': {
      const { properties: _before, ...rest } = table
      const properties = changedProperties(table, annotation.change)
      return Object.keys(properties).length === 0 ? rest : { ...rest, properties }
    }
    case 'comment': {
      const { comment: _before, ...rest } = table
      checkWritten(annotation)
      return annotation.comment === '' ? rest : { ...rest, comment: annotation.comment }
    }
    case 'location': {
      const { source } = table
      if (source.kind !== 'files')
        throw new CausewayError('invalid-parameter', `${table.database}.${table.name} is no table of files at a location`, {
          hint: 'Make a table there.',
        })
      // The folders of another place are none that was dropped.
      const { droppedFolders: _before, placedPartitions: _placed, ...rest } = source
      return { ...table, source: { ...rest, location: annotation.location } }
    }
    case 'place-partitions': {
      const { dropped, restored } = annotation
      const changed = withDropped(table, (before) => [...new Set([...before, ...dropped])].filter((folder) => !restored.includes(folder)))
      return withPlaced(changed, annotation)
    }
    case 'drop-partitions':
      return withDropped(table, (before) => [...new Set([...before, ...annotation.folders])])
    case 'restore-partitions': {
      const { folders } = annotation
      return withDropped(table, (before) => (folders === 'all' ? [] : before.filter((folder) => !folders.includes(folder))))
    }
    case 'column-comment': {
      const wanted = annotation.column.toLowerCase()
      const { comment } = annotation
      checkWritten({ columns: [annotation] })
      if (!table.columns.some(({ name }) => name.toLowerCase() === wanted)) {
        throw new CausewayError('not-found', `The table ${table.database}.${table.name} has no column ${annotation.column}`)
      }
      return { ...table, columns: table.columns.map((column) => (column.name.toLowerCase() === wanted ? { ...column, comment } : column)) }
    }
  }
}
