import type { Command } from 'commander'
import { CausewayError } from '../../base/errors.ts'
import { runServerCommand } from '../connect/server-command.ts'
import { type ProjectFlags, withProjectOptions } from '../connect/server-options.ts'
import { exitCodeOf } from './exit-code.ts'
import { explainedText } from './explained-text.ts'

interface Flags extends ProjectFlags {
  readonly queue: string
}

/** `causeway test-table DATABASE.TABLE`: asks a server. */
export function addTestTableCommand(program: Command, workingFolder: string): void {
  withProjectOptions(program.command('test-table'))
    .description(
      'whether a table can be read on a queue: the way to its database, the log-in, its columns; shows none of its rows. Ends with 0 where it can, 3 where the way is refused, 4 where the dial, the log-in or the columns failed',
    )
    .argument('<table>', 'database.table, or one of the database default')
    .requiredOption('-q, --queue <name>', 'the queue')
    .action(async (table: string, flags: Flags) => {
      let code = 1
      const failed = await runServerCommand(flags, workingFolder, async (server) => {
        const path = pathOf(table)
        const project = encodeURIComponent(await server.projectId(flags.project))
        const tested = await server.ask('GET', `/causeway/v1/${project}/${path}/test?${new URLSearchParams({ queue: flags.queue })}`)
        console.log(flags.json === true ? JSON.stringify(tested) : explainedText(tested))
        code = exitCodeOf(tested['verdict'])
      })
      process.exitCode = failed === 0 ? code : failed
    })
}

function pathOf(name: string): string {
  const [database = '', table = '', ...more] = name.includes('.') ? name.split('.') : ['default', name]
  if (database !== '' && table !== '' && more.length === 0) {
    return `databases/${encodeURIComponent(database)}/tables/${encodeURIComponent(table)}`
  }
  throw new CausewayError('invalid-parameter', `${JSON.stringify(name)} is no name of a table`, {
    hint: 'Write it as database.table; without a database it is one of default',
  })
}
