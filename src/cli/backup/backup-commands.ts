import type { Command } from 'commander'
import { CausewayError } from '../../base/errors.ts'

interface BackupFlags {
  readonly home?: string
  readonly quiet?: boolean
}

/** `causeway backup` and `causeway restore`: on the server's machine. */
export function addBackupCommands(program: Command): void {
  program
    .command('backup')
    .description('copy the data folder, of a server that runs or is stopped: database, key, tables and buckets in it')
    .argument('<into>', 'a folder that is empty or not there yet')
    .option('--home <folder>', 'the data folder (CAUSEWAY_HOME, else ./.causeway)')
    .option('--quiet', 'say nothing')
    .action(async (into: string, flags: BackupFlags) => {
      const home = homeOf(flags)
      const { backUpFolder, backUpUnderServer } = await import('./copied-folder.ts')
      await tell(flags, async (signal) => {
        try {
          await backUpFolder(home, into, signal)
        } catch (thrown) {
          if (!(thrown instanceof CausewayError && thrown.kind === 'in-use')) throw thrown
          if ((await backUpUnderServer(home, into, signal)) === 'no-server') throw heldByCommand(home, thrown)
        }
        return `${home} is copied into ${into}. It holds the key of its stored secrets: keep it as such`
      })
    })
  program
    .command('restore')
    .description('put what causeway backup has made where a server is to find it')
    .argument('<from>', 'the folder of the backup')
    .option('--home <folder>', 'the data folder, which is empty or not there yet (CAUSEWAY_HOME, else ./.causeway)')
    .option('--quiet', 'say nothing')
    .action(async (from: string, flags: BackupFlags) => {
      const home = homeOf(flags)
      const { restoreFolder } = await import('./copied-folder.ts')
      await tell(flags, async (signal) => {
        const checked = await restoreFolder(from, home, signal)
        // Aloud, also where nothing else is to be said.
        if (checked === 'database-only')
          console.error(
            `${from} has no backup.json, as none of an earlier version has: only its database was checked, no file of a table or a bucket`,
          )
        return `${home} is as it was in ${from}: causeway start --home ${home}`
      })
    })
}

const homeOf = ({ home }: BackupFlags): string => home ?? process.env['CAUSEWAY_HOME'] ?? '.causeway'

const heldByCommand = (home: string, cause: unknown): CausewayError =>
  new CausewayError(
    'in-use',
    `The data folder ${home} is in use, and no server answers there: another backup is being made of it, or a server starts or ends`,
    {
      hint: 'Try again when that has ended.',
      cause,
    },
  )

/** By the first Ctrl-C what was copied is removed; a second one leaves what is there. */
async function tell({ quiet }: BackupFlags, work: (signal: AbortSignal) => Promise<string>): Promise<void> {
  const [{ EXIT }, { tellFailure }] = await Promise.all([import('../connect/exit-codes.ts'), import('../connect/server-command.ts')])
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () =>
      interrupted.abort(new CausewayError('cancelled', 'It was interrupted', { hint: 'What was copied is removed.' })),
    )
  try {
    const done = await work(interrupted.signal)
    if (quiet !== true) console.error(done)
    process.exitCode = EXIT.ok
  } catch (thrown) {
    process.exitCode = tellFailure(interrupted.signal.aborted ? interrupted.signal.reason : thrown, {})
    if (interrupted.signal.aborted) process.exitCode = EXIT.interrupted
  }
}
