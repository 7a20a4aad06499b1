import { CausewayError } from '../../../base/errors.ts'
import { parseDeclaredType } from '../../../base/spark-type.ts'
import { partitionsOf } from '../../../protocol/partition-folder.ts'
import { partitionText } from '../../../protocol/partition-text.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { TableAnnotation } from '../../../protocol/worker-calls.ts'

type FilesSource = Extract<TableDefinition['source'], { kind: 'files' }>
type Placing = Extract<TableAnnotation, { kind: 'place-partitions' }>

/**
 * Each statement has a privilege of its own, and a worker is not trusted: it changes no more than that statement would. Which folders have files it alone knows.
 *
 * @throws 'forbidden' where no such statement does that, 'conflict' where the partitions are others by now
 */
export function requirePlacing(table: TableDefinition, source: FilesSource, change: Placing): void {
  const { database, name, columns } = table
  const areHidden = change.placed.every(({ folders, hides }) => hides.every((folder) => sayTheSame(columns, folder, folders)))
  if (!areHidden || !isOfStatement(change))
    throw new CausewayError(
      'forbidden',
      `The change of the partitions of ${database}.${name} is none of the statement that it was told to be of`,
    )
  if (!fits(table, source, change))
    throw new CausewayError('conflict', `The partitions of ${database}.${name} have been changed meanwhile`, {
      hint: 'Run the statement again.',
    })
}

function isOfStatement({ by, placed, removed, dropped, restored }: Placing): boolean {
  switch (by) {
    case 'add':
      return placed.length > 0 && removed.length + dropped.length === 0
    case 'set-location':
      // The one that is at its own folder again has what is there.
      return placed.length === 1
        ? removed.length + dropped.length + restored.length === 0
        : placed.length + dropped.length === 0 && removed.length === 1 && restored.every((folder) => folder === removed[0])
    case 'rename':
      return removed.length === 1 && placed.length <= 1 && (placed.length === 0 || restored.length === 0)
    case 'drop':
      return placed.length + restored.length === 0
    case 'overwrite':
      return placed.length + dropped.length + restored.length === 0
  }
}

function fits({ columns }: TableDefinition, source: FilesSource, { by, placed, removed, dropped, restored }: Placing): boolean {
  const { location, placedPartitions = [], droppedFolders = [] } = source
  const home = `${location.replace(/\/+$/, '')}/`
  const before = (folders: string | undefined) => placedPartitions.find((one) => one.folders === folders)
  const isSeen = (folder: string): boolean =>
    (!droppedFolders.includes(folder) || restored.includes(folder)) &&
    placedPartitions.every(({ folders, hides }) => removed.includes(folders) || !hides.includes(folder))
  switch (by) {
    case 'add':
      return placed.every(({ folders }) => before(folders) === undefined)
    case 'rename': {
      const [from, to] = [before(removed[0]), placed[0]]
      if (to !== undefined && before(to.folders) !== undefined) return false
      if (from === undefined) {
        // The folder is that of another partition afterwards, and so none of the one before.
        const [folder, ...others] = dropped
        return (
          folder !== undefined &&
          others.length === 0 &&
          to?.location === `${home}${folder}` &&
          sayTheSame(columns, folder, removed[0] ?? '')
        )
      }
      if (!dropped.every((folder) => from.hides.includes(folder))) return false
      // Its files stay where they are.
      if (to !== undefined) return to.location === from.location
      const folder = from.location.startsWith(home) ? from.location.slice(home.length) : undefined
      return folder !== undefined && restored.every((one) => one === folder) && isSeen(folder)
    }
    case 'set-location':
      return removed.every(isSeen)
    case 'drop':
    case 'overwrite':
      return true
  }
}

/** Whether folders of partitions say the same values, as the worker reads them: k=01 and K=1 of a number do. */
function sayTheSame(columns: TableDefinition['columns'], one: string, other: string): boolean {
  const valuesOf = (folders: string): ReadonlyMap<string, string | null> =>
    new Map(
      partitionsOf(`${folders}/`).map(([name, value]) => {
        const type = columns.find((column) => column.name.toLowerCase() === name.toLowerCase())?.type
        return [name.toLowerCase(), type === undefined || value === null ? value : sameText(type, value)]
      }),
    )
  const [values, others] = [valuesOf(one), valuesOf(other)]
  return values.size === others.size && [...values].every(([name, value]) => others.has(name) && others.get(name) === value)
}

/** What is no value of its column's type stays the text that it is. */
function sameText(type: string, value: string): string | null {
  const text = partitionText(parseDeclaredType(type), value)
  return text === undefined ? value : text
}
