import type { Command } from 'commander'
import { CausewayError } from '../../base/errors.ts'
import type { Method } from '../connect/server-client.ts'
import { runServerCommand } from '../connect/server-command.ts'
import { type ProjectFlags, withProjectOptions, withServerOptions } from '../connect/server-options.ts'

const METHODS: readonly Method[] = ['GET', 'POST', 'PUT', 'DELETE']

/** `causeway api METHOD PATH [BODY]` and `causeway status`. */
export function addCallCommands(program: Command, workingFolder: string): void {
  withServerOptions(program.command('api'))
    .description(
      'any call of the API: its answer as it is. {project_id} in the path is the project; a body is JSON, - reads it from standard input',
    )
    .argument('<method>', METHODS.join(', '))
    .argument('<path>', 'as /v1.0/{project_id}/queues')
    .argument('[body]', 'JSON, or - for standard input')
    .option('--project <name>', 'its name or id (CAUSEWAY_PROJECT)')
    .option('--json', 'a failure too, by one object on standard error')
    .action(async (method: string, path: string, body: string | undefined, flags: ProjectFlags) => {
      process.exitCode = await runServerCommand(
        flags,
        workingFolder,
        async (server) => {
          const { callApi } = await import('./call-api.ts')
          await callApi(server, { method: methodOf(method), path, body, project: flags.project })
        },
        'user',
      )
    })
  withProjectOptions(program.command('status'))
    .description(
      'whether the server takes jobs, the queues of the project, and how many jobs wait and run; ends with 4 where it takes none',
    )
    .action(async (flags: ProjectFlags) => {
      let code = 0
      const failed = await runServerCommand(
        flags,
        workingFolder,
        async (server) => {
          const { showStatus } = await import('./show-status.ts')
          code = await showStatus(server, flags)
        },
        'user',
      )
      process.exitCode = failed === 0 ? code : failed
    })
}

function methodOf(text: string): Method {
  const method = METHODS.find((each) => each === text.toUpperCase())
  if (method !== undefined) return method
  throw new CausewayError('invalid-parameter', `There is no method ${text}`, { hint: `Name one of ${METHODS.join(', ')}` })
}
