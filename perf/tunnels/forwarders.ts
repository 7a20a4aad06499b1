import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { findFreePort } from '../../testing/free-port.ts'
import { waitPatiently } from '../../testing/patience.ts'
import type { SshServer } from '../../testing/ssh-server.ts'
import { eachPlace, type Places } from './places.ts'
import type { Programs } from './programs.ts'

/** One process for all that goes through it, as a user would start it. */
export async function openSshForward(opened: AsyncDisposableStack, folder: string, bastion: SshServer, targets: Places): Promise<Places> {
  const ports = await eachPlace(targets, () => findFreePort())
  const [key, hosts] = [join(folder, 'key'), join(folder, 'hosts')]
  await writeFile(key, bastion.privateKey, { mode: 0o600 })
  await writeFile(hosts, `[${bastion.host}]:${bastion.port} ${bastion.hostKey}\n`)
  const options = ['IdentitiesOnly=yes', 'BatchMode=yes', 'ExitOnForwardFailure=yes', `UserKnownHostsFile=${hosts}`]
  const forwards = places(ports, targets).flatMap(([from, to]) => ['-L', `127.0.0.1:${from}:127.0.0.1:${to}`])
  const ssh = spawn(
    'ssh',
    [
      ...['-N', '-F', 'none', '-i', key, '-p', String(bastion.port), ...options.flatMap((option) => ['-o', option])],
      ...[...forwards, `${bastion.user}@${bastion.host}`],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  await listening(opened, 'ssh -L', ssh, ports)
  return ports
}

export async function openHaproxy(opened: AsyncDisposableStack, folder: string, programs: Programs, targets: Places): Promise<Places> {
  const ports = await eachPlace(targets, () => findFreePort())
  const file = join(folder, 'haproxy.cfg')
  const lines = places(ports, targets).map(
    ([from, to]) => `listen to_${to}\n  bind 127.0.0.1:${from}\n  option splice-auto\n  server target 127.0.0.1:${to}\n`,
  )
  await writeFile(file, ['defaults\n  mode tcp\n  timeout connect 10s\n  timeout client 1h\n  timeout server 1h\n', ...lines].join('\n'))
  await listening(
    opened,
    'haproxy',
    spawn(programs.haproxy, ['-f', file], { env: programs.env, stdio: ['ignore', 'ignore', 'inherit'] }),
    ports,
  )
  return ports
}

/** A process for each port, and one for each connection. */
export async function openSocat(opened: AsyncDisposableStack, programs: Programs, targets: Places): Promise<Places> {
  const ports = await eachPlace(targets, () => findFreePort())
  for (const [from, to] of places(ports, targets)) {
    const options = ['-b', '65536', `TCP-LISTEN:${from},bind=127.0.0.1,reuseaddr,fork,nodelay`, `TCP:127.0.0.1:${to},nodelay`]
    const socat = spawn(programs.socat, options, { env: programs.env, stdio: ['ignore', 'ignore', 'ignore'] })
    await listening(opened, 'socat', socat, { bytes: from, echo: from, postgres: from })
  }
  return ports
}

const places = (ports: Places, targets: Places): readonly (readonly [from: number, to: number])[] => [
  [ports.bytes, targets.bytes],
  [ports.echo, targets.echo],
  [ports.postgres, targets.postgres],
]

async function listening(opened: AsyncDisposableStack, name: string, child: ChildProcess, { echo }: Places): Promise<void> {
  opened.defer(() => void child.kill('SIGTERM'))
  await waitPatiently({
    meanwhile: `${name} does not listen yet`,
    look: async () => {
      const socket = connect(echo, '127.0.0.1')
      const isOpen = await once(socket, 'connect').then(
        () => true,
        () => undefined,
      )
      socket.destroy()
      return isOpen
    },
    over: async () => (child.exitCode === null ? undefined : `${name} has ended`),
  })
}
