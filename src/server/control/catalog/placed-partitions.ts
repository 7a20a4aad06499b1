import { CausewayError } from '../../../base/errors.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { TableAnnotation } from '../../../protocol/worker-calls.ts'

type FilesSource = Extract<TableDefinition['source'], { kind: 'files' }>
type Placing = Extract<TableAnnotation, { kind: 'place-partitions' }>

/**
 * Each statement has a privilege of its own, and a worker is not trusted: it changes no more than that statement would.
 *
 * @throws 'forbidden' where no such statement does that, 'conflict' where the partitions are others by now
 */
export function requirePlacing({ database, name }: Pick<TableDefinition, 'database' | 'name'>, source: FilesSource, change: Placing): void {
  if (!isOfStatement(change))
    throw new CausewayError(
      'forbidden',
      `The change of the partitions of ${database}.${name} is none of the statement that it was told to be of`,
    )
  if (!fits(source, change))
    throw new CausewayError('conflict', `The partitions of ${database}.${name} have been changed meanwhile`, {
      hint: 'Run the statement again.',
    })
}

function isOfStatement({ by, placed, removed, dropped, restored }: Placing): boolean {
  switch (by) {
    case 'add':
      return placed.length > 0 && removed.length + dropped.length === 0
    case 'set-location':
      return placed.length + removed.length === 1 && dropped.length === 0 && (placed.length === 0 || restored.length === 0)
    case 'rename':
      return removed.length === 1 && placed.length <= 1 && (placed.length === 0 || restored.length === 0)
    case 'drop':
      return placed.length + restored.length === 0
    case 'overwrite':
      return placed.length + dropped.length + restored.length === 0
  }
}

function fits({ location, placedPartitions = [] }: FilesSource, { by, placed, removed, dropped }: Placing): boolean {
  const before = (folders: string | undefined) => placedPartitions.find((one) => one.folders === folders)
  switch (by) {
    case 'add':
      return placed.every(({ folders }) => before(folders) === undefined)
    case 'rename': {
      const [from, to] = [before(removed[0]), placed[0]]
      if (to !== undefined && before(to.folders) !== undefined) return false
      // The folder is that of another partition afterwards, and so none of the one before.
      if (from === undefined)
        return to !== undefined && dropped.every((folder) => to.location === `${location.replace(/\/+$/, '')}/${folder}`)
      return dropped.every((folder) => from.hides.includes(folder))
    }
    case 'set-location':
    case 'drop':
    case 'overwrite':
      return true
  }
}
