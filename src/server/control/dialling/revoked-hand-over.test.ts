import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { networkNamespace, runInside } from '../../../../testing/network-namespace.ts'
import { waitPatiently } from '../../../../testing/patience.ts'
import type { DialOutcome } from '../../compute/compute-ports.ts'
import {
  eventually,
  failure,
  type GreetingServer,
  greetingServer,
  startCompute,
  TestGrant,
} from '../../compute/fixtures/started-compute.ts'
import type { GrantHolder } from '../../domain/grant.ts'
import { agentLab } from '../../network/agents/fixtures/agent-lab.ts'
import type { AttachmentLink } from '../../network/attachments/attachment-kind.ts'
import { linkOf } from '../../network/attachments/attachments.ts'
import { linkContext } from '../../network/fixtures/link-context.ts'
import { sshLab, sshSpecOf } from '../../network/fixtures/ssh-lab.ts'
import { openWay } from '../../network/open-way.ts'

const bastions = await sshLab()
const namespace = await networkNamespace(`causeway-revoked-${process.pid}`, '192.168.8.10')
if (namespace === undefined) console.log('SKIPPED: no network namespace can be made here (it takes root, and ip of iproute2)')
const scratchFolder = mkdtempSync(join(tmpdir(), 'causeway-revoked-'))
const cleanUp: (() => unknown)[] = []
let target: GreetingServer
beforeAll(async () => {
  target = await greetingServer()
})
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step()
  await bastions.tidy()
})
afterAll(async () => {
  await target?.[Symbol.asyncDispose]()
  await namespace?.remove()
  rmSync(scratchFolder, { recursive: true, force: true })
})

interface Reached {
  readonly link: AttachmentLink
  readonly port: number
  /** Connections that are open there. */
  open(): Promise<number>
}
const here = (link: AttachmentLink): Reached => ({ link, port: target.port, open: async () => target.open() })

async function throughAgent(): Promise<Reached> {
  const lab = await agentLab()
  cleanUp.push(() => lab[Symbol.asyncDispose]())
  lab.startAgent('vpc', ['127.0.0.0/8'])
  const look = () => (lab.connected.presence('vpc') === 'up' ? true : undefined)
  await waitPatiently({ meanwhile: 'The agent is still connecting', look })
  return here(linkOf({ kind: 'agent' }, linkContext('vpc', { agents: lab.connected })))
}

async function throughBastion(): Promise<Reached> {
  const bastion = await bastions.start()
  bastions.cleanUp.push(() => bastion.stop())
  return here(bastions.linkTo(sshSpecOf(bastion)))
}

/** Of the connections that the kernel has in it, those that are not over. */
const ESTABLISHED = `import { readFileSync } from 'node:fs'
const lines = readFileSync('/proc/net/tcp', 'utf8').trim().split('\\n').slice(1)
console.log(lines.filter((line) => line.trim().split(/\\s+/)[3] === '01').length)`

async function insideNamespace(): Promise<Reached> {
  if (namespace === undefined) throw new Error('There is none')
  const server = await runInside(
    namespace,
    `import { createServer } from 'node:net'
const server = createServer((socket) => socket.on('error', () => {}).resume().write('greeting'))
server.listen(0, '127.0.0.1', () => console.log(server.address().port))`,
  )
  cleanUp.push(() => server.stop())
  const machine = () => ({ ownPorts: [], ownAddresses: [], networkNamespaces: [namespace.path] })
  const link = linkOf({ kind: 'netns', path: namespace.path }, linkContext('vpc', { machine }))
  cleanUp.push(() => link.close())
  return {
    link,
    port: Number(server.said),
    async open() {
      const { said, stop } = await runInside(namespace, ESTABLISHED)
      await stop()
      return Number(said)
    },
  }
}

const KINDS: readonly { readonly kind: string; readonly isHere: boolean; readonly make: () => Reached | Promise<Reached> }[] = [
  { kind: 'host', isHere: true, make: () => here(linkOf({ kind: 'host' }, linkContext('vpc'))) },
  {
    kind: 'forward',
    isHere: true,
    make: () =>
      here(linkOf({ kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: `127.0.0.1:${target.port}` }] }, linkContext('vpc'))),
  },
  { kind: 'ssh', isHere: bastions.program !== undefined, make: throughBastion },
  { kind: 'agent', isHere: true, make: throughAgent },
  { kind: 'netns', isHere: namespace !== undefined, make: insideNamespace },
]

/** Revoked in the middle of the call by which a worker is to hold it: the socket is on its way, or is about to be. */
class RevokedWhileHeld extends TestGrant {
  override hold(holder: GrantHolder): void {
    super.hold(holder)
    void this.revoke(REASON)
  }
}

const REASON = 'The binding is gone'
const MOMENTS = ['before it is handed over', 'in the same turn', 'while it is on its way', 'as soon as the worker has it'] as const

describe.each(KINDS.filter(({ isHere }) => isHere))('a socket through the attachment $kind', ({ make }) => {
  test.each(MOMENTS)('that is revoked %s ends, with the worker that may have it', async (moment) => {
    const { link, port, open } = await make()
    const sockets: { readonly closed: boolean }[] = []
    const dial = async (): Promise<DialOutcome> => {
      const { socket, held } = await openWay(
        link,
        { ip: '127.0.0.1', port },
        { scratchFolder, forWorker: true, signal: new AbortController().signal },
      )
      sockets.push(...held)
      const grant = moment === 'in the same turn' ? new RevokedWhileHeld() : new TestGrant()
      const revoke = (): void => void grant.revoke(REASON)
      if (moment === 'before it is handed over') revoke()
      if (moment === 'while it is on its way') setImmediate(revoke)
      const handedOver = (): void => {
        if (moment === 'as soon as the worker has it') revoke()
      }
      return { kind: 'connected', socket, grant, handedOver }
    }
    await using started = await startCompute({ dial })
    const script = [
      { do: 'dial', host: 'pg', port, keep: true },
      { do: 'wait', ms: 600_000 },
    ] as const
    const job = started.job(script, { id: 'j' })
    if (moment === 'before it is handed over') {
      // No worker has had it: its job is told, and goes on.
      await eventually(() => sockets.length > 0 && sockets.every(({ closed }) => closed))
      started.compute.cancel('j', 'The test goes on')
      expect((await job).kind).toBe('cancelled')
    } else {
      expect(failure(await job).message).toContain(REASON)
    }
    await eventually(() => sockets.length > 0 && sockets.every(({ closed }) => closed))
    await expect.poll(open).toBe(0)
  })
})
