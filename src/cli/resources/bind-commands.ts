import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { ATTACHMENT_KINDS } from '../../base/attachment-kinds.ts'
import { CausewayError } from '../../base/errors.ts'
import { DATABASE_URL_FORMS } from '../../base/remote-kinds.ts'
import type { Ask } from '../../client/attach/ask.ts'
import { boundHolder, type Holder, holderFields, peerOf } from '../../client/attach/bound-holder.ts'
import { shellWord } from '../../client/remedy-command.ts'
import { failureInCommands, hintInCommands } from '../connect/hint-in-commands.ts'
import { type ProjectFlags, withProjectOptions } from '../connect/server-options.ts'
import { ServerRefusal } from '../connect/server-refusal.ts'
import { type Fields, isFields, listOf, plain, rowsOf } from '../shown-fields.ts'
import { told } from '../told.ts'
import { unreadFile } from '../unread-file.ts'
import { findResource } from './find-resource.ts'
import { connectionId, inProject } from './in-project.ts'
import { orHintOfPool } from './or-hint-of-pool.ts'
import type { Place } from './resource.ts'
import { vpcs } from './resources.ts'

interface AttachFlags extends ProjectFlags {
  readonly forward?: readonly string[]
  readonly network?: readonly string[]
  readonly with?: string
}

interface BindFlags extends ProjectFlags {
  readonly pool?: boolean
}

interface AttachDatabaseFlags extends ProjectFlags {
  readonly as: string
  readonly queue?: string
  readonly address?: string
  readonly schema?: string
  readonly password?: string
}

const QUEUE = 'the queue; with --pool, the pool'
const POOL = ['--pool', 'it is an elastic resource pool, all of whose queues go through the connection'] as const

/** `causeway bind|unbind QUEUE CONNECTION`, `causeway attach VPC KIND`. */
export function addBindCommands(program: Command, workingFolder: string): void {
  withProjectOptions(program.command('bind'))
    .description('bind a queue to a connection, or a pool with all its queues, and wait until it is')
    .argument('<queue>', QUEUE)
    .argument('<connection>', 'its name or id')
    .option(...POOL)
    .action(async (queue: string, name: string, flags: BindFlags) => {
      await inProject(workingFolder, flags, async (place) => {
        const path = await pathOf(place, name)
        const holder = holderOf(queue, flags)
        const answer = await orHintOfPool(place, holder, { command: 'bind', connection: name }, () =>
          place.server.ask('POST', `${path}/associate-queue`, holderFields(holder)),
        )
        const pool = await poolOf(place, path, holder)
        const ask: Ask = (method, wanted, body) => place.server.ask(method, wanted, body)
        await boundHolder(ask, path, { holder: pool ?? holder, connection: name }).catch(inCommands)
        told(flags, answer, `${queue} is bound to ${name}${pool === undefined ? '' : `, by ${allOf(pool)}`}`)
      })
    })
  withProjectOptions(program.command('unbind'))
    .description('end the binding of a queue, or of a pool, to a connection, and what goes through it')
    .argument('<queue>', QUEUE)
    .argument('<connection>', 'its name or id')
    .option(...POOL)
    .action(async (queue: string, name: string, flags: BindFlags) => {
      await inProject(workingFolder, flags, async (place) => {
        const holder = holderOf(queue, flags)
        const path = await pathOf(place, name)
        const pool = await poolOf(place, path, holder)
        // The call would end it for all of them, and who names one queue may not know of the others.
        if (pool !== undefined) {
          throw new CausewayError('conflict', `${queue} is bound to ${name} by ${allOf(pool)}`, {
            hint: `For all of them: causeway unbind --pool ${[pool.name, name].map(shellWord).join(' ')}`,
          })
        }
        const answer = await orHintOfPool(place, holder, { command: 'unbind', connection: name }, () =>
          place.server.ask('POST', `${path}/disassociate-queue`, holderFields(holder)),
        )
        told(flags, answer, `${queue} is not bound to ${name}`)
      })
    })
  withProjectOptions(program.command('attach-database'))
    .description(
      'let a queue reach a database: VPC, subnet, attachment, connection, credential and database in one step, and a dial; all of it goes again where one fails. The password is asked for, or read from standard input',
    )
    .argument('<url>', `as ${DATABASE_URL_FORMS}`)
    .requiredOption('--as <name>', 'what they are all called')
    .option('-q, --queue <name>', 'the queue; the only one that connections can be bound to, where none is named (CAUSEWAY_QUEUE)')
    .option('--address <ip>', 'IPv4, as the server reaches it; looked up on this machine where it is not given')
    .option('--schema <name>', 'its tables: a schema of PostgreSQL (public), a database of the others (that of the URL)')
    .option('--password <variable>', 'the variable of the environment that holds the password')
    .action(async (url: string, flags: AttachDatabaseFlags) => {
      await inProject(workingFolder, flags, async (place) => {
        const { attachDatabase } = await import('./attach-database.ts')
        const { as: name, queue, address, schema, password, quiet, json } = flags
        const isQuiet = quiet === true
        const tell = (text: string): void => {
          if (!isQuiet) console.error(text)
        }
        const made = await attachDatabase(place, { url, name, queue, address, schema, password, isQuiet, tell }).catch(inCommands)
        if (json === true) console.log(JSON.stringify(made))
      })
    })
  withProjectOptions(program.command('attach'))
    .description('say how the addresses of a VPC are reached; without a kind, show it')
    .argument('<vpc>', 'its name or id')
    .argument('[kind]', ATTACHMENT_KINDS.join(', '))
    .option('--forward <entries...>', 'of forward: as 192.168.0.10:5432=127.0.0.1:5432')
    .option('--network <cidrs...>', 'of host and netns: which networks they reach')
    .option('--with <file>', 'all other fields of the call, as JSON (ssh, agent, netns)')
    .action(async (name: string, kind: string | undefined, flags: AttachFlags) => {
      await inProject(workingFolder, flags, async (place) => {
        const { id } = await findResource(place, vpcs, name)
        const path = `/causeway/v1/${place.project}/vpcs/${encodeURIComponent(String(id))}/attachment`
        if (kind !== undefined) {
          const answer = await place.server.ask('PUT', path, attachment(kind, flags, workingFolder))
          told(flags, answer, `${name} is attached: ${kind}`)
          return
        }
        const answer = await place.server.ask('GET', path)
        const { fieldsText } = await import('./show-resource.ts')
        console.log(flags.json === true ? JSON.stringify(answer) : fieldsText({ ...answer, ...(await stateOf(place, id)) }))
      })
    })
}

const holderOf = (name: string, { pool }: BindFlags): Holder => ({ kind: pool === true ? 'pool' : 'queue', name })

/** The pool by which a queue is bound, which has no binding of its own then: what is done to the one is done to the other. Undefined also to who may not see it. */
async function poolOf({ server, project }: Place, path: string, holder: Holder): Promise<Holder | undefined> {
  if (holder.kind === 'pool') return undefined
  try {
    const connection = await server.ask('GET', path)
    if (peerOf(connection, holder) !== undefined) return undefined
    const queue = await server.ask('GET', `/v1.0/${project}/queues/${encodeURIComponent(holder.name)}`)
    const pool: Holder = { kind: 'pool', name: String(queue['elastic_resource_pool_name'] ?? '') }
    return peerOf(connection, pool) === undefined ? undefined : pool
  } catch (thrown) {
    if (thrown instanceof ServerRefusal) return undefined
    throw thrown
  }
}

const allOf = ({ name }: Holder): string => `its pool ${plain(name)}, with all queues in that`

function inCommands(thrown: unknown): never {
  throw failureInCommands(thrown)
}

/** Whether the attachment of a VPC is up, and why not; nothing where no binding needs it. */
async function stateOf({ server, project }: Place, vpc: unknown): Promise<Fields> {
  const { vpcs: all, cut } = await server.ask('GET', `/causeway/v1/${project}/topology`)
  const found = rowsOf(all).find(({ id }) => id === vpc)
  if (found === undefined) return listOf(cut).includes('vpcs') ? { status: 'not known: there are more VPCs than are looked at' } : {}
  const { status, message, remedies } = found
  return {
    status: status === 'unknown' ? 'unknown: nothing is bound that leads to it' : status,
    why: typeof message === 'string' ? hintInCommands(message) : message,
    what_would_help: listOf(remedies)
      .map((remedy) => hintInCommands(String(remedy)))
      .join('\n'),
  }
}

const pathOf = async (place: Place, name: string): Promise<string> =>
  `/v2.0/${place.project}/datasource/enhanced-connections/${await connectionId(place, name)}`

function attachment(kind: string, flags: AttachFlags, workingFolder: string): Fields {
  if (!ATTACHMENT_KINDS.some((one) => one === kind)) {
    throw new CausewayError('invalid-parameter', `There is no attachment ${kind}`, { hint: `Name one of ${ATTACHMENT_KINDS.join(', ')}` })
  }
  return {
    kind,
    ...(flags.forward === undefined ? {} : { forwards: flags.forward.map(forwardOf) }),
    ...(flags.network === undefined ? {} : { networks: flags.network }),
    ...(flags.with === undefined ? {} : fieldsOf(resolve(workingFolder, flags.with))),
  }
}

function forwardOf(entry: string): { readonly from: string; readonly to: string } {
  const [from = '', to = '', ...more] = entry.split('=')
  if (from !== '' && to !== '' && more.length === 0) return { from, to }
  throw new CausewayError('invalid-parameter', `--forward is no entry: ${entry}`, { hint: 'Write it as IP:PORT=IP:PORT' })
}

function fieldsOf(file: string): Fields {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw unreadFile(`The file ${file}`, cause, '--with')
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new CausewayError('invalid-parameter', `What stands in the file ${file} is no JSON`, {
      hint: 'Write the fields of the call into it, as {"host":"10.1.2.3"}',
      cause,
    })
  }
  if (isFields(value)) return value
  throw new CausewayError('invalid-parameter', `The file ${file} has no JSON object`, { hint: 'Write the fields of the call into one' })
}
