import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { parseArgs } from 'node:util'
import { relay } from '../src/base/relay.ts'
import { agentLab } from '../src/server/network/agents/fixtures/agent-lab.ts'
import { attachmentOf, linkOf, secretGiven } from '../src/server/network/attachments/attachments.ts'
import { linkContext } from '../src/server/network/fixtures/link-context.ts'
import { waitPatiently } from '../testing/patience.ts'
import { type SshServer, sshProgram, startSshServer } from '../testing/ssh-server.ts'
import { machine, otherLoad, percentile } from './machine.ts'
import type { Ports } from './path-ways.ts'
import type { TunnelWork } from './tunnels-client.ts'

const about = `Bytes per second and connects through the attachments ssh and agent, beside ssh -L to the same server of OpenSSH.

Each is a port of this machine that a program of its own process connects to. Of the attachments this process, the server, accepts there and pumps.
Connect: from the call until the first byte of the other side. They take turns, and who is first changes with each round; ratios are the medians of the rounds' own.`

const WAYS = ['ssh -L', 'ssh', 'agent'] as const
type Way = (typeof WAYS)[number]
const CONNECTS = 30
const EPHEMERAL = { port: 0, host: '127.0.0.1' } as const

/** The benchmark tunnels. Options: --rounds <number> (7), --megabytes <number> of each transfer (128). */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: 'string', default: '7' }, megabytes: { type: 'string', default: '128' } },
  })
  const bytes = Number(values.megabytes) * 2 ** 20
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
  const [targets]: Ports[] = await once(child('path-sender.ts', String(bytes), 'echo'), 'message')
  if (targets === undefined) throw new Error('the sender did not say its ports')
  const client = child('tunnels-client.ts')
  client.once('exit', (code) => {
    if (code !== null) throw new Error('The client has ended')
  })
  const ports = await openTunnels(opened, folder, child, targets)
  const bytesPerSecond: Record<Way, number[]> = { 'ssh -L': [], ssh: [], agent: [] }
  const connectMs: Record<Way, number[]> = { 'ssh -L': [], ssh: [], agent: [] }
  for (let round = 0; round <= Number(values.rounds); round += 1) {
    for (const way of round % 2 === 0 ? WAYS : WAYS.toReversed()) {
      const [took = Number.NaN] = await work(client, { port: ports[way].bytesPort, bytes, connects: 0 })
      const connects = await work(client, { port: ports[way].silentPort, bytes: 0, connects: CONNECTS })
      // The first round only warms up.
      if (round === 0) continue
      bytesPerSecond[way].push(bytes / (took / 1000))
      connectMs[way].push(percentile(connects, 0.5))
    }
  }
  console.log(`After:  ${await otherLoad()}\n`)
  const line = (name: string, cell: (way: Way) => string): void =>
    console.log(name.padEnd(46) + WAYS.map((way) => cell(way).padStart(12)).join(''))
  const ratio = (values: Readonly<Record<Way, readonly number[]>>, way: Way): string =>
    percentile(
      values[way].map((value, round) => value / (values['ssh -L'][round] ?? Number.NaN)),
      0.5,
    ).toFixed(2)
  line(`${values.rounds} rounds of ${values.megabytes} MiB, ${CONNECTS} connects`, (way) => way)
  line('MiB/s, median', (way) => (percentile(bytesPerSecond[way], 0.5) / 2 ** 20).toFixed(0))
  line('  of ssh -L', (way) => ratio(bytesPerSecond, way))
  line('connect, ms, p50', (way) => percentile(connectMs[way], 0.5).toFixed(2))
  line('  of ssh -L', (way) => ratio(connectMs, way))
}

async function work(client: ChildProcess, asked: TunnelWork): Promise<readonly number[]> {
  client.send(asked)
  const [millis]: (readonly number[])[] = await once(client, 'message')
  return millis ?? []
}

type Children = (name: string, ...given: readonly string[]) => ChildProcess

async function openTunnels(
  opened: AsyncDisposableStack,
  folder: string,
  child: Children,
  targets: Ports,
): Promise<Readonly<Record<Way, Ports>>> {
  const program = await sshProgram(folder)
  if (program === undefined) throw new Error('there is no sshd, and no package of it')
  const bastion = await startSshServer({ program })
  opened.defer(() => bastion.stop())
  const forwarded = await openForward(opened, folder, bastion, targets)

  const given = {
    ...{ kind: 'ssh', host: bastion.host, port: bastion.port, user: bastion.user },
    ...{ host_keys: [bastion.hostKey], private_key: bastion.privateKey },
  }
  const link = linkOf(attachmentOf(given), linkContext('ssh', { secret: async () => secretGiven(given), scratchFolder: folder }))
  opened.defer(() => link.close())
  // As a binding does: it is kept up between two connections.
  const unwatch = link.watch?.(() => {})
  opened.defer(() => unwatch?.())

  const lab = await agentLab()
  opened.defer(() => lab[Symbol.asyncDispose]())
  child('tunnels-agent.ts', join(folder, 'agent'), lab.token('agent'))
  await waitPatiently({
    meanwhile: 'The agent is still connecting',
    look: () => (lab.connected.presence('agent') === 'up' ? true : undefined),
  })

  const never = new AbortController().signal
  const both = async (open: (port: number) => Promise<Duplex>): Promise<Ports> => ({
    bytesPort: await openPort(opened, () => open(targets.bytesPort)),
    silentPort: await openPort(opened, () => open(targets.silentPort)),
  })
  return {
    'ssh -L': forwarded,
    ssh: await both(async (port) => {
      const way = await link.open({ ip: '127.0.0.1', port }, never)
      if (way.kind !== 'stream') throw new Error('A channel is a stream')
      return way.stream
    }),
    agent: await both((port) => lab.connected.open('agent', { ip: '127.0.0.1', port }, never)),
  }
}

async function openPort(opened: AsyncDisposableStack, open: () => Promise<Duplex>): Promise<number> {
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (client) => {
    client.on('error', () => {})
    void open().then((stream) => {
      stream.on('error', () => {})
      relay(client, stream)
    })
  }).listen(EPHEMERAL)
  opened.defer(() => void server.close())
  await once(server, 'listening')
  return portOf(server.address())
}

const portOf = (address: unknown): number =>
  typeof address === 'object' && address !== null && 'port' in address ? Number(address.port) : 0

async function freePort(): Promise<number> {
  const server = createServer().listen(EPHEMERAL)
  await once(server, 'listening')
  const port = portOf(server.address())
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function openForward(opened: AsyncDisposableStack, folder: string, bastion: SshServer, targets: Ports): Promise<Ports> {
  const ports = { bytesPort: await freePort(), silentPort: await freePort() }
  const [key, hosts] = [join(folder, 'key'), join(folder, 'hosts')]
  await writeFile(key, bastion.privateKey, { mode: 0o600 })
  await writeFile(hosts, `[${bastion.host}]:${bastion.port} ${bastion.hostKey}\n`)
  const options = ['IdentitiesOnly=yes', 'BatchMode=yes', 'ExitOnForwardFailure=yes', `UserKnownHostsFile=${hosts}`]
  const to = (from: keyof Ports): readonly string[] => ['-L', `127.0.0.1:${ports[from]}:127.0.0.1:${targets[from]}`]
  const ssh = spawn(
    'ssh',
    [
      ...['-N', '-F', 'none', '-i', key, '-p', String(bastion.port), ...options.flatMap((option) => ['-o', option])],
      ...[...to('bytesPort'), ...to('silentPort'), `${bastion.user}@${bastion.host}`],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  opened.defer(() => void ssh.kill('SIGKILL'))
  await waitPatiently({
    meanwhile: 'ssh -L does not listen yet',
    look: async () => {
      const socket = connect(ports.silentPort, '127.0.0.1')
      const isOpen = await once(socket, 'connect').then(
        () => true,
        () => undefined,
      )
      socket.destroy()
      return isOpen
    },
    over: async () => (ssh.exitCode === null ? undefined : 'ssh -L has ended'),
  })
  return ports
}
