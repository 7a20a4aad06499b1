import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createBroker } from '../../src/server/network/broker.ts'
import { startPostgres } from '../../testing/postgres.ts'
import { sshProgram, startSshServer } from '../../testing/ssh-server.ts'
import { machine, otherLoad, percentile } from '../machine.ts'
import { IP_OF_SENDER, openDoor, openRelay, type Ports } from '../path/ways.ts'
import { openAgentAttachment, openSshAttachment } from './attachments.ts'
import type { TunnelWork } from './client.ts'
import { openHaproxy, openSocat, openSshForward } from './forwarders.ts'
import { fillPgbench, type PgbenchOptions, selects } from './pgbench.ts'
import { eachPlace, type Places } from './places.ts'
import { findPrograms } from './programs.ts'
import type { SocksDoor } from './socks-door.ts'

const about = `Bytes, connects and pgbench -S through what the server pumps, beside programs that do the like.

Tunnels, to the same server of OpenSSH where there is one: ssh -L, the attachments ssh and agent.
Relays on this machine: haproxy, socat, the server as for causeway run (its namespace is left out), a SOCKS5 door at a port of loopback.
Each is a port of this machine that a program of its own process connects to. Of the attachments this process, the server, accepts there and pumps.
Connect: from the call until the first byte of the other side. They take turns, and who is first changes with each round; ratios are the medians of the rounds' own.`

const WAYS = ['direct', 'ssh -L', 'ssh', 'agent', 'haproxy', 'socat', 'run', 'SOCKS5'] as const
type Way = (typeof WAYS)[number]
/** What each is compared with. */
const BESIDE: Readonly<Record<Way, Way>> = {
  direct: 'direct',
  ...{ 'ssh -L': 'ssh -L', ssh: 'ssh -L', agent: 'ssh -L' },
  ...{ haproxy: 'haproxy', socat: 'haproxy', run: 'haproxy', SOCKS5: 'haproxy' },
}
const CONNECTS = 30
/** Of pgbench: one waits for each answer, several keep the way busy. */
const CLIENTS = [1, 8] as const

interface Entrance {
  readonly ports: Places
  readonly socks?: SocksDoor
}

interface Measure {
  readonly name: string
  readonly digits: number
  readonly values: Map<Way, number[]>
}

/**
 * The benchmark tunnels. Options: --rounds <number> (7), --megabytes <number> of each transfer (128), --seconds <number> of each pgbench (1), --ways <names, with commas>
 * for some of them only.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '7' },
      megabytes: { type: 'string', default: '128' },
      seconds: { type: 'string', default: '1' },
      ways: { type: 'string', default: WAYS.join(',') },
    },
  })
  const bytes = Number(values.megabytes) * 2 ** 20
  const named = values.ways.split(',')
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  console.log(`Before: ${await otherLoad()}`)
  await using opened = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'causeway-tunnels-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  await chmod(folder, 0o711)
  const child = (name: string, ...given: readonly string[]): ChildProcess => {
    const started = fork(join(import.meta.dirname, name), [...given])
    opened.defer(() => void started.kill('SIGKILL'))
    return started
  }
  const [sender]: Ports[] = await once(child('../path/sender.ts', String(bytes), 'echo'), 'message')
  if (sender === undefined) throw new Error('the sender did not say its ports')
  const client = child('client.ts')
  client.once('exit', (code) => {
    if (code !== null) throw new Error('The client has ended')
  })
  const postgres = await startPostgres()
  opened.defer(() => postgres.stop())
  const targets = { bytes: sender.bytesPort, echo: sender.silentPort, postgres: postgres.port }
  const programs = await findPrograms()
  if (programs === undefined) console.log('LEFT OUT: haproxy, socat and pgbench, for there are no packages of Debian here')
  const pgbench = programs === undefined ? undefined : { programs, postgres, folder }
  if (pgbench !== undefined) await fillPgbench(pgbench)

  const entrances = new Map<Way, Entrance>()
  const add = async (way: Way, open: () => Promise<Places | Entrance>): Promise<void> => {
    if (!named.includes(way)) return
    const entrance = await open()
    entrances.set(way, 'ports' in entrance ? entrance : { ports: entrance })
  }
  await add('direct', async () => targets)
  const program = await sshProgram()
  if (program === undefined) throw new Error('there is no sshd, and no package of it')
  const bastion = await startSshServer({ program })
  opened.defer(() => bastion.stop())
  await add('ssh -L', () => openSshForward(opened, folder, bastion, targets))
  await add('ssh', () => openSshAttachment(opened, folder, bastion, targets))
  await add('agent', () => openAgentAttachment(opened, folder, child, targets))
  if (programs !== undefined) {
    await add('haproxy', () => openHaproxy(opened, folder, programs, targets))
    await add('socat', () => openSocat(opened, programs, targets))
  }
  const broker = createBroker({ dialTimeoutMs: 5000, ownPorts: () => [] })
  opened.defer(() => broker.close())
  const reached = [targets.bytes, targets.echo, targets.postgres]
  await add('run', () => eachPlace(targets, (port) => openRelay(opened, broker, reached, port)))
  await add('SOCKS5', async () => {
    const password = 'perf'
    const { port, user } = await openDoor(opened, broker, reached, password)
    return { ports: targets, socks: { port, user, password, ip: IP_OF_SENDER } }
  })

  const measured = await measure({ entrances, client, bytes, pgbench, rounds: Number(values.rounds), seconds: Number(values.seconds) })
  console.log(`After:  ${await otherLoad()}\n`)
  print([...entrances.keys()], measured, `${values.rounds} rounds, ${values.megabytes} MiB, ${CONNECTS} connects`)
}

interface MeasureOptions {
  readonly entrances: ReadonlyMap<Way, Entrance>
  readonly client: ChildProcess
  readonly bytes: number
  readonly pgbench: PgbenchOptions | undefined
  readonly rounds: number
  readonly seconds: number
}

async function measure({ entrances, client, bytes, pgbench, rounds, seconds }: MeasureOptions): Promise<readonly Measure[]> {
  const measureOf = (name: string, digits: number): Measure => ({ name, digits, values: new Map() })
  const speed = measureOf('MiB/s', 0)
  const connect = measureOf('connect, ms, p50', 2)
  const transactions = CLIENTS.map((clients) => ({ clients, told: measureOf(`pgbench -S, ${clients} at once, a second`, 0) }))
  for (let round = 0; round <= rounds; round += 1) {
    const note = ({ values: all }: Measure, way: Way, value: number): void => {
      // The first round only warms up.
      if (round > 0) all.set(way, [...(all.get(way) ?? []), value])
    }
    for (const [way, { ports, socks }] of round % 2 === 0 ? entrances : [...entrances].toReversed()) {
      const through = socks === undefined ? {} : { socks }
      const [took = Number.NaN] = await work(client, { ...through, port: ports.bytes, bytes, connects: 0 })
      note(speed, way, bytes / 2 ** 20 / (took / 1000))
      note(connect, way, percentile(await work(client, { ...through, port: ports.echo, bytes: 0, connects: CONNECTS }), 0.5))
      if (pgbench === undefined) continue
      for (const { clients, told } of transactions) {
        note(told, way, await selects(pgbench, { ...through, port: ports.postgres, clients, seconds }))
      }
    }
  }
  return [speed, connect, ...(pgbench === undefined ? [] : transactions.map(({ told }) => told))]
}

async function work(client: ChildProcess, asked: TunnelWork): Promise<readonly number[]> {
  client.send(asked)
  const [millis]: (readonly number[])[] = await once(client, 'message')
  return millis ?? []
}

function print(ways: readonly Way[], measured: readonly Measure[], what: string): void {
  const line = (name: string, cell: (way: Way) => string): void =>
    console.log(name.padEnd(34) + ways.map((way) => cell(way).padStart(9)).join(''))
  line(what, (way) => way)
  for (const { name, digits, values } of measured) {
    const of = (way: Way): readonly number[] => values.get(way) ?? []
    const ratio = (way: Way, beside: Way): string =>
      of(beside).length === 0
        ? '-'
        : percentile(
            of(way).map((value, round) => value / (of(beside)[round] ?? Number.NaN)),
            0.5,
          ).toFixed(2)
    line(name, (way) => percentile(of(way), 0.5).toFixed(digits))
    line('  of direct', (way) => ratio(way, 'direct'))
    line('  of ssh -L, or of haproxy', (way) => ratio(way, BESIDE[way]))
  }
}
