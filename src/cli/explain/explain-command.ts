import type { Command } from 'commander'
import type { ServerClient } from '../connect/server-client.ts'
import { runServerCommand } from '../connect/server-command.ts'
import { type ProjectFlags, withProjectOptions } from '../connect/server-options.ts'
import { exitCodeOf } from './exit-code.ts'
import { explainedText } from './explained-text.ts'
import { whatIfOf } from './what-if.ts'

interface Flags extends ProjectFlags {
  readonly dial?: boolean
  readonly protocol?: string
  readonly tls?: boolean
  readonly user?: string
  readonly database?: string
  readonly auth?: string
  readonly allowUnencryptedLogin?: boolean
  readonly whatIf?: string
}

/** `causeway explain QUEUE HOST:PORT`: asks a server. */
export function addExplainCommand(program: Command, workingFolder: string): void {
  withProjectOptions(program.command('explain'))
    .description(
      'whether a queue reaches an address, step by step, and what would help. Ends with 0 where it is reached, 3 where it is refused, 4 where the dial failed',
    )
    .argument('<queue>', 'the queue')
    .argument('<address>', 'name:5432, 192.168.0.10:5432 or [fd00::10]:5432')
    .option('--dial', 'dial it as a job would: TCP, TLS, the first words of the protocol')
    .option('--protocol <name>', 'tcp, tls, postgresql, mysql, redis, kafka, http or https; by the port where it is not said')
    .option('--tls', 'TLS from the first byte')
    .option('--user <name>', 'whom a PostgreSQL is asked about (postgres)')
    .option('--database <name>', 'and in which database (postgres)')
    .option(
      '--auth <name>',
      'log in with this datasource authentication, as a job would: at a PostgreSQL, a MySQL or a Redis; implies --dial',
    )
    .option('--allow-unencrypted-login', 'a Redis without TLS is given the password, which others on the way may read')
    .option(
      '--what-if <changes>',
      'as if bind:CONNECTION (or bind=CONNECTION), unbind:CONNECTION, host:NAME=ADDRESS, route:CIDR or port:PORT were done, several with commas; the last three with @CONNECTION where several are bound',
    )
    .action(async (queue: string, address: string, flags: Flags) => {
      let code = 1
      const failed = await runServerCommand(flags, workingFolder, async (server) => {
        const explained = await server.ask('GET', await targetOf(server, queue, address, flags))
        console.log(flags.json === true ? JSON.stringify(explained) : explainedText(explained))
        code = exitCodeOf(explained['verdict'])
      })
      process.exitCode = failed === 0 ? code : failed
    })
}

async function targetOf(server: ServerClient, queue: string, address: string, flags: Flags): Promise<string> {
  const { tls, protocol, user, database, whatIf, auth, allowUnencryptedLogin } = flags
  const dial = auth === undefined ? flags.dial : true
  const query = new URLSearchParams({ address })
  for (const [name, value] of Object.entries({
    dial,
    tls,
    protocol,
    user,
    database,
    what_if: whatIf === undefined ? undefined : whatIfOf(whatIf),
    auth_info: auth,
    allow_unencrypted_login: allowUnencryptedLogin,
  })) {
    if (value !== undefined) query.set(name, String(value))
  }
  const project = await server.projectId(flags.project)
  return `/causeway/v1/${encodeURIComponent(project)}/queues/${encodeURIComponent(queue)}/explain?${query}`
}
