import type { Command } from 'commander'
import { CausewayError } from '../../base/errors.ts'
import { runLocalCommand } from '../local-command.ts'
import { type LocalFlags, withLocalOptions } from '../local-options.ts'
import { projectOf } from '../local-project.ts'
import { exitCodeOf } from './exit-code.ts'
import { explainedText } from './explained-text.ts'

interface Flags extends LocalFlags {
  readonly queue: string
}

/** `causeway test-table DATABASE.TABLE`: asks the server that runs on the data folder, as whoever holds that folder. */
export function addTestTableCommand(program: Command, workingFolder: string): void {
  withLocalOptions(program.command('test-table'))
    .description(
      'whether a table can be read on a queue: the way to its database, the log-in, its columns; shows none of its rows. On the machine of the server: whoever reads its data folder may use it. Ends with 0 where it can, 3 where the way is refused, 4 where the dial, the log-in or the columns failed',
    )
    .argument('<table>', 'database.table')
    .requiredOption('-q, --queue <name>', 'the queue')
    .action(async (table: string, flags: Flags) => {
      let code = 1
      const failed = await runLocalCommand(flags.home, workingFolder, async (server) => {
        const path = pathOf(table)
        const project = encodeURIComponent(await projectOf(server, flags.project))
        const tested = await server.ask('GET', `/causeway/v1/${project}/${path}/test?${new URLSearchParams({ queue: flags.queue })}`)
        console.log(flags.json === true ? JSON.stringify(tested) : explainedText(tested))
        code = exitCodeOf(tested['verdict'])
      })
      process.exitCode = failed === 0 ? code : failed
    })
}

function pathOf(name: string): string {
  const [database = '', table = '', ...more] = name.split('.')
  if (database !== '' && table !== '' && more.length === 0) {
    return `databases/${encodeURIComponent(database)}/tables/${encodeURIComponent(table)}`
  }
  throw new CausewayError('invalid-parameter', `${JSON.stringify(name)} is no name of a table`, { hint: 'Write it as database.table' })
}
