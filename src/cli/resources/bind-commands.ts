import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { CausewayError } from '../../base/errors.ts'
import type { ServerClient } from '../connect/server-client.ts'
import { runServerCommand } from '../connect/server-command.ts'
import { type ProjectFlags, withProjectOptions } from '../connect/server-options.ts'
import { type Fields, isFields, plain, rowsOf } from '../shown-fields.ts'
import { findResource } from './find-resource.ts'
import type { Place } from './resource.ts'
import { connections, vpcs } from './resources.ts'

const ATTACHMENTS = ['none', 'host', 'forward', 'ssh', 'agent', 'netns']

interface AttachFlags extends ProjectFlags {
  readonly forward?: readonly string[]
  readonly network?: readonly string[]
  readonly with?: string
}

/** `causeway bind|unbind QUEUE CONNECTION`, `causeway attach VPC KIND`. */
export function addBindCommands(program: Command, workingFolder: string): void {
  const inProject = async (flags: ProjectFlags, work: (place: Place) => Promise<void>): Promise<void> => {
    const run = async (server: ServerClient): Promise<void> =>
      await work({ server, project: encodeURIComponent(await server.projectId(flags.project)) })
    process.exitCode = await runServerCommand(flags, workingFolder, run, 'user')
  }
  withProjectOptions(program.command('bind'))
    .description('bind a queue to a connection, and wait until it is')
    .argument('<queue>', 'the queue')
    .argument('<connection>', 'its name or id')
    .action(async (queue: string, name: string, flags: ProjectFlags) => {
      await inProject(flags, async (place) => {
        const path = await pathOf(place, name)
        await place.server.ask('POST', `${path}/associate-queue`, { queues: [queue] })
        told(flags, await bound(place, path, queue, name))
      })
    })
  withProjectOptions(program.command('unbind'))
    .description('end the binding of a queue to a connection, and what goes through it')
    .argument('<queue>', 'the queue')
    .argument('<connection>', 'its name or id')
    .action(async (queue: string, name: string, flags: ProjectFlags) => {
      await inProject(flags, async (place) => {
        await place.server.ask('POST', `${await pathOf(place, name)}/disassociate-queue`, { queues: [queue] })
        told(flags, `${queue} is not bound to ${name}`)
      })
    })
  withProjectOptions(program.command('attach'))
    .description('say how the addresses of a VPC are reached; without a kind, show it')
    .argument('<vpc>', 'its name or id')
    .argument('[kind]', ATTACHMENTS.join(', '))
    .option('--forward <entries...>', 'of forward: as 192.168.0.10:5432=127.0.0.1:5432')
    .option('--network <cidrs...>', 'of host and netns: which networks they reach')
    .option('--with <file>', 'all other fields of the call, as JSON (ssh, agent, netns)')
    .action(async (name: string, kind: string | undefined, flags: AttachFlags) => {
      await inProject(flags, async (place) => {
        const { id } = await findResource(place, vpcs, name)
        const path = `/causeway/v1/${place.project}/vpcs/${encodeURIComponent(String(id))}/attachment`
        if (kind !== undefined) {
          const answer = await place.server.ask('PUT', path, attachment(kind, flags, workingFolder))
          if (flags.json === true) console.log(JSON.stringify(answer))
          told(flags, `${name} is attached: ${kind}`)
          return
        }
        const answer = await place.server.ask('GET', path)
        const { fieldsText } = await import('./show-resource.ts')
        console.log(flags.json === true ? JSON.stringify(answer) : fieldsText(answer))
      })
    })
}

function told({ quiet, json }: ProjectFlags, text: string): void {
  if (quiet !== true && json !== true) console.error(text)
}

async function pathOf(place: Place, name: string): Promise<string> {
  const { id } = await findResource(place, connections, name)
  return `/v2.0/${place.project}/datasource/enhanced-connections/${encodeURIComponent(String(id))}`
}

const PAUSE_MS = 100

/** Throws 'unreachable' where it fails. */
async function bound({ server }: Place, path: string, queue: string, name: string): Promise<string> {
  for (;;) {
    const peers = rowsOf((await server.ask('GET', path))['available_queue_info'])
    const peer = peers.find((each) => each['name'] === queue)
    if (peer === undefined || peer['status'] === 'ACTIVE') return `${queue} is bound to ${name}`
    if (peer['status'] === 'FAILED') {
      throw new CausewayError('unreachable', `${queue} is bound to ${name}, and cannot use it: ${plain(peer['err_msg'])}`, {
        hint: `causeway explain ${queue} HOST:PORT says what is in the way`,
      })
    }
    await sleep(PAUSE_MS)
  }
}

function attachment(kind: string, flags: AttachFlags, workingFolder: string): Fields {
  if (!ATTACHMENTS.includes(kind)) {
    throw new CausewayError('invalid-parameter', `There is no attachment ${kind}`, { hint: `Name one of ${ATTACHMENTS.join(', ')}` })
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
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new CausewayError('invalid-parameter', `The file ${file} cannot be read as JSON`, {
      hint: 'Look at its name and what stands in it',
      cause,
    })
  }
  if (isFields(value)) return value
  throw new CausewayError('invalid-parameter', `The file ${file} has no JSON object`, { hint: 'Write the fields of the call into one' })
}
