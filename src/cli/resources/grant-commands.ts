import type { Command } from 'commander'
import { CausewayError } from '../../base/errors.ts'
import { tellFailure } from '../connect/server-command.ts'
import { type ProjectFlags, withProjectOptions } from '../connect/server-options.ts'
import { plain, rowsOf } from '../shown-fields.ts'
import { alignedRows } from '../tables/aligned-rows.ts'
import { inProject } from './in-project.ts'

interface GrantFlags extends ProjectFlags {
  readonly user?: string
  readonly toProject?: string
}

const OBJECTS =
  'queues.<queue>, databases.<database>[.tables.<table>[.columns.<column>]], edsconnections.<id>, datasourceauth.<name>, elasticresourcepools.<pool>, variable.<name>, resources.[<group>/]<package>, groups.<group>'

/** `causeway grant|revoke OBJECT PRIVILEGE… --user NAME`, `causeway grants OBJECT`. */
export function addGrantCommands(program: Command, workingFolder: string): void {
  for (const action of ['grant', 'revoke'] as const) {
    withProjectOptions(program.command(action))
      .description(`${action} privileges on one thing; SELECT, SUBMIT_JOB, BIND_QUEUE, ALL …`)
      .argument('<object>', OBJECTS)
      .argument('<privileges...>', 'as the vendor names them')
      .option('--user <name>', 'of the domain of the project')
      .option('--to-project <id>', 'all who may use another project: of a connection')
      .action(async (object: string, privileges: readonly string[], flags: GrantFlags) => {
        let receiver: ReturnType<typeof receiverOf>
        try {
          receiver = receiverOf(flags)
        } catch (thrown) {
          process.exitCode = tellFailure(thrown, flags)
          return
        }
        await inProject(workingFolder, flags, async ({ server, project }) => {
          const { json, quiet } = flags
          const answer = await server.ask('PUT', `/v1.0/${project}/authorization`, {
            ...receiver,
            action,
            privileges: [{ object, privileges: privileges.map((name) => name.toUpperCase()) }],
          })
          if (json === true) console.log(JSON.stringify(answer))
          else if (quiet !== true)
            console.error(`${action === 'grant' ? 'Granted' : 'Revoked'}: ${privileges.join(', ')} on ${plain(object)}`)
        })
      })
  }
  withProjectOptions(program.command('grants'))
    .description('who has which privileges on one thing')
    .argument('<object>', OBJECTS)
    .action(async (object: string, flags: ProjectFlags) => {
      await inProject(workingFolder, flags, async ({ server, project }) => {
        const answer = await server.ask('GET', `/v1.0/${project}/authorization/privileges?${new URLSearchParams({ object })}`)
        if (flags.json === true) {
          console.log(JSON.stringify(answer))
          return
        }
        const rows = rowsOf(answer['privileges']).map(({ user_name: user, project_id: other, is_admin: isAdmin, privileges }) => [
          user === undefined ? `project ${plain(other)}` : plain(user),
          isAdmin === true ? 'everything, as an administrator or the owner' : plain(Array.isArray(privileges) ? privileges.join(', ') : ''),
        ])
        console.log(alignedRows(['who', 'privileges'], rows))
      })
    })
}

/** Of the call. Throws 'invalid-parameter' where not exactly one is named. */
function receiverOf({ user, toProject }: GrantFlags): Readonly<Record<string, string>> {
  if (user !== undefined && toProject === undefined) return { user_name: user }
  if (toProject !== undefined && user === undefined) return { projectId: toProject }
  throw new CausewayError('invalid-parameter', user === undefined ? 'It is not said to whom' : '--user does not go with --to-project', {
    hint: 'Name a user with --user NAME, or, of a connection, a project with --to-project ID',
  })
}
