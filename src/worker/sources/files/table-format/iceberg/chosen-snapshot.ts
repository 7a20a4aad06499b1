import { CausewayError } from '../../../../../base/errors.ts'
import type { VersionChoice } from '../../../../../protocol/table-files.ts'
import type { Snapshot, TableMetadata } from './table-metadata.ts'

/** The snapshot that is asked for; the present one unless one is. Undefined: the table has none, and no rows. */
export function chosenSnapshot(metadata: TableMetadata, was: VersionChoice | undefined): Snapshot | undefined {
  const { shown, snapshots, currentSnapshotId } = metadata
  if (was === undefined) {
    if (currentSnapshotId === undefined) return undefined
    return snapshotOf(currentSnapshotId, snapshots) ?? missing(`${shown} does not have its own present snapshot ${currentSnapshotId}`)
  }
  if ('at' in was) {
    const entry = metadata.log.findLast(({ at }) => at <= was.at)
    const found = entry === undefined ? undefined : snapshotOf(entry.id, snapshots)
    return found ?? missing(`${shown} has no snapshot that was there at ${new Date(was.at).toISOString()}`)
  }
  const id = 'snapshot' in was ? was.snapshot : String(was.version)
  return snapshotOf(id, snapshots) ?? missing(`${shown} has no snapshot ${id}`, snapshots.at(-1))
}

const snapshotOf = (id: string, snapshots: readonly Snapshot[]): Snapshot | undefined => snapshots.find((one) => one.id === id)

function missing(message: string, newest?: Snapshot): never {
  throw new CausewayError('not-found', message, {
    hint:
      newest === undefined
        ? 'It may have been expired by what writes the table.'
        : `Its newest snapshot is ${newest.id}; older ones may have been expired.`,
  })
}
