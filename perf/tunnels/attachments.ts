import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { relay } from '../../src/base/sockets/relay.ts'
import { agentLab } from '../../src/server/network/agents/fixtures/agent-lab.ts'
import { attachmentOf, linkOf, secretGiven } from '../../src/server/network/attachments/attachments.ts'
import { linkContext } from '../../src/server/network/fixtures/link-context.ts'
import { waitPatiently } from '../../testing/patience.ts'
import type { SshServer } from '../../testing/ssh-server.ts'
import { eachPlace, type Places } from './places.ts'

/** Starts a program of this folder, which ends with the benchmark. */
export type Children = (name: string, ...given: readonly string[]) => ChildProcess

export async function openSshAttachment(
  opened: AsyncDisposableStack,
  folder: string,
  bastion: SshServer,
  targets: Places,
): Promise<Places> {
  const given = {
    ...{ kind: 'ssh', host: bastion.host, port: bastion.port, user: bastion.user },
    ...{ host_keys: [bastion.hostKey], private_key: bastion.privateKey },
  }
  const link = linkOf(attachmentOf(given), linkContext('ssh', { secret: async () => secretGiven(given), scratchFolder: folder }))
  opened.defer(() => link.close())
  // As a binding does: it is kept up between two connections.
  const unwatch = link.watch?.(() => {})
  opened.defer(() => unwatch?.())
  return await eachPlace(targets, (port) =>
    openPort(opened, async () => {
      const way = await link.open({ ip: '127.0.0.1', port }, NEVER)
      if (way.kind !== 'stream') throw new Error('A channel is a stream')
      return way.stream
    }),
  )
}

export async function openAgentAttachment(opened: AsyncDisposableStack, folder: string, child: Children, targets: Places): Promise<Places> {
  const lab = await agentLab()
  opened.defer(() => lab[Symbol.asyncDispose]())
  child('agent.ts', join(folder, 'agent'), lab.token('agent'))
  await waitPatiently({
    meanwhile: 'The agent is still connecting',
    look: () => (lab.connected.presence('agent') === 'up' ? true : undefined),
  })
  return await eachPlace(targets, (port) => openPort(opened, () => lab.connected.open('agent', { ip: '127.0.0.1', port }, NEVER)))
}

const NEVER = new AbortController().signal

async function openPort(opened: AsyncDisposableStack, open: () => Promise<Duplex>): Promise<number> {
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (client) => {
    client.on('error', () => {})
    void open().then((stream) => {
      stream.on('error', () => {})
      relay(client, stream)
    })
  }).listen(0, '127.0.0.1')
  opened.defer(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
