import { access, readdir } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'
import { dataFiles } from '../../../base/data-files.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { Store } from '../../store/store.ts'
import type { NamedFiles } from '../../store/store-copy.ts'
import type { Actor } from '../accounts/actor.ts'
import { parseObsLocation } from '../catalog/obs-location.ts'
import type { PublishingGate } from '../catalog/publishing-gate.ts'
import type { TableReaders } from '../catalog/table-readers.ts'
import { writeManifest } from './backup-manifest.ts'
import { copyEntries, fillNewFolder, requireApart } from './copied-entries.ts'

/** Copies of the data folder while the server goes on. */
export interface Backup {
  /**
   * Into a folder of this machine that is not there yet, or is empty, and is there under its name when it is whole. It holds all that was committed when the database's copy was
   * whole, and of what was not yet nothing that counts. One at a time.
   */
  make(actor: Actor, into: string): Promise<void>
}

interface BackupDeps {
  readonly store: Store
  readonly readers: Pick<TableReaders, 'holdAll'>
  /** The buckets that the settings map to folders outside of the data folder, by name. */
  readonly mapped: Readonly<Record<string, unknown>>
  readonly gate: Pick<PublishingGate, 'close'>
}

export function createBackup({ store, readers, mapped, gate }: BackupDeps): Backup {
  let isMaking = false

  async function copyAll(into: string): Promise<void> {
    const { home } = store
    const files = dataFiles(home)
    const { database, masterKey, nextMasterKey, doors, owner, scratch, workerProgram, compileCache } = files
    const left = [
      database,
      `${database}-wal`,
      `${database}-shm`,
      masterKey,
      nextMasterKey,
      doors,
      owner,
      scratch,
      workerProgram,
      compileCache,
    ]
    const withoutThese = new Set(left.map((file) => basename(file)))
    const ofBuckets = new Set([files.buckets, files.projectBuckets].map((file) => basename(file)))
    const names = (await readdir(home)).filter((name) => !withoutThese.has(name))
    // From before the database is copied: what it names then must stay until that is copied, too.
    const letGo = readers.holdAll()
    try {
      const open = await gate.close()
      let named: readonly NamedFiles[]
      try {
        named = await store.copyInto(into, (location) => Object.hasOwn(mapped, parseObsLocation(location).bucket))
        await copyEntries(
          home,
          into,
          names.filter((name) => ofBuckets.has(name)),
          true,
        )
      } finally {
        open()
      }
      // What jobs are writing meanwhile is there by halves, and no version names it.
      await copyEntries(
        home,
        into,
        names.filter((name) => !ofBuckets.has(name)),
        true,
      )
      for (const each of named) await requireCopied(home, into, each)
    } finally {
      letGo()
    }
  }

  return {
    async make(actor, into) {
      if (actor.kind !== 'local') {
        throw new CausewayError('forbidden', 'A backup is made on the machine of the server', {
          hint: 'Run there: causeway backup FOLDER',
        })
      }
      if (!isAbsolute(into))
        throw new CausewayError('invalid-parameter', 'The folder of a backup is no absolute path', {
          hint: 'Write it from the root on: /srv/backups/monday.',
        })
      if (isMaking) throw new CausewayError('in-use', 'A backup is being made', { hint: 'Wait until it is whole.' })
      isMaking = true
      try {
        await requireApart(store.home, into)
        await fillNewFolder(into, async (unfinished) => {
          await copyAll(unfinished)
          await writeManifest(unfinished)
        })
      } finally {
        isMaking = false
      }
    },
  }
}

/** A file that the data folder itself lacks is missing in both. */
async function requireCopied(home: string, into: string, { table, names }: NamedFiles): Promise<void> {
  const { projectId, database, tableId } = table
  for (const name of names) {
    const at = (folder: string): string => join(dataFiles(folder).warehouse, projectId, database, tableId, name)
    if ((await isThere(at(into))) || !(await isThere(at(home)))) continue
    throw new CausewayError('internal', `The file ${name} of a table of the database ${database} is missing in the backup`)
  }
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  )
