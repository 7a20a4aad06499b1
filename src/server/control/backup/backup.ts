import { access, readdir } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'
import { dataFiles } from '../../../base/data-files.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { Store } from '../../store/store.ts'
import { filesNamedByCopy, type NamedFiles } from '../../store/store-copy.ts'
import type { Actor } from '../accounts/actor.ts'
import { parseObsLocation } from '../catalog/buckets/obs-location.ts'
import type { PublishingGate, PublishingGates } from '../catalog/buckets/publishing-gate.ts'
import type { TableReaders } from '../catalog/table-readers.ts'
import { writeManifest } from './backup-manifest.ts'
import { copyEntries, fillNewFolder, requireApart, withoutRunningOnly } from './copied-entries.ts'

/** Copies of the data folder while the server goes on. */
export interface Backup {
  /**
   * Into a folder of this machine that is not there yet, or is empty, and is there under its name when it is whole. It holds all that was committed when the database's copy was
   * whole, and of what was not yet nothing that counts. One at a time.
   * @param signal ends it: nothing of it is there then, and nobody waits for it any longer
   */
  make(actor: Actor, into: string, signal: AbortSignal): Promise<void>
  /** Ends the one that is being made, and settles when nothing of it is there; no other begins. */
  stop(): Promise<void>
}

interface BackupDeps {
  readonly store: Store
  readonly readers: Pick<TableReaders, 'holdAll'>
  /** The buckets that the settings map to folders outside of the data folder, by name. */
  readonly mapped: Readonly<Record<string, unknown>>
  readonly gates: { readonly [Of in keyof PublishingGates]: Pick<PublishingGate, 'close'> }
  /** How long it waits for what is being published, while which nothing else is. */
  readonly patienceMs?: number
}

const PATIENCE_MS = 10_000

export function createBackup({ store, readers, mapped, gates, patienceMs = PATIENCE_MS }: BackupDeps): Backup {
  let making: Promise<void> | undefined
  const stopping = new AbortController()

  async function closed(gate: Pick<PublishingGate, 'close'>, signal: AbortSignal): Promise<() => void> {
    const late = AbortSignal.timeout(patienceMs)
    try {
      return await gate.close(AbortSignal.any([signal, late]))
    } catch (thrown) {
      signal.throwIfAborted()
      if (!late.aborted) throw thrown
      throw new CausewayError('unavailable', 'What is being published into buckets has not ended in time for a backup', {
        hint: 'Nothing was copied. Try again when large statements and uploads into buckets have ended.',
        cause: thrown,
      })
    }
  }

  async function copyAll(into: string, signal: AbortSignal): Promise<void> {
    const { home } = store
    const files = dataFiles(home)
    const withoutThese = new Set([files.masterKey, files.nextMasterKey].map((file) => basename(file)))
    const bucketFolders = new Set([files.buckets, files.projectBuckets].map((file) => basename(file)))
    const names = withoutRunningOnly(home, await readdir(home)).filter((name) => !withoutThese.has(name))
    const ofBuckets = names.filter((name) => bucketFolders.has(name))
    using held = new DisposableStack()
    // From before the database is copied: what it names then must stay until that is copied, too.
    held.defer(readers.holdAll())
    {
      using shut = new DisposableStack()
      // First: whoever writes on this machine goes on while a store is waited for.
      const openStores = await closed(gates.stores, signal)
      shut.defer(openStores)
      shut.defer(await closed(gates.buckets, signal))
      await store.copyInto(into, { isElsewhere: (location) => Object.hasOwn(mapped, parseObsLocation(location).bucket), signal })
      openStores()
      await copyEntries(home, into, ofBuckets, { mayVanish: 'unfinished', signal })
    }
    // What jobs are writing meanwhile is there by halves, and no version names it.
    const others = names.filter((name) => !bucketFolders.has(name))
    await copyEntries(home, into, others, { mayVanish: 'any', signal })
    for await (const each of filesNamedByCopy(into)) await requireCopied(home, into, each, signal)
  }

  async function makeAt(into: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    await requireApart(store.home, into)
    await fillNewFolder(
      into,
      async (unfinished) => {
        await copyAll(unfinished, signal)
        await writeManifest(unfinished, signal)
      },
      signal,
    )
  }

  return {
    async make(actor, into, signal) {
      if (actor.kind !== 'local') {
        throw new CausewayError('forbidden', 'A backup is made on the machine of the server', {
          hint: 'Run there: causeway backup FOLDER',
        })
      }
      if (!isAbsolute(into))
        throw new CausewayError('invalid-parameter', 'The folder of a backup is no absolute path', {
          hint: 'Write it from the root on: /srv/backups/monday.',
        })
      if (making !== undefined) throw new CausewayError('in-use', 'A backup is being made', { hint: 'Wait until it is whole.' })
      making = makeAt(into, AbortSignal.any([signal, stopping.signal]))
      try {
        await making
      } finally {
        making = undefined
      }
    },
    async stop() {
      stopping.abort(
        new CausewayError('unavailable', 'The server is stopping', { hint: 'Make the backup when it is back, or while it is stopped.' }),
      )
      await Promise.allSettled([making])
    },
  }
}

/** A file that the data folder itself lacks is missing in both. */
async function requireCopied(home: string, into: string, { table, names }: NamedFiles, signal: AbortSignal): Promise<void> {
  const { projectId, database, tableId } = table
  for (const name of names) {
    signal.throwIfAborted()
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
