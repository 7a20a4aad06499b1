import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { Socket } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type NetworkNamespace, networkNamespace, runInside } from '../../../../../testing/network-namespace.ts'
import { waitPatiently } from '../../../../../testing/patience.ts'
import { descendants } from '../../../../../testing/process-tree.ts'
import { parseIpAddress } from '../../address.ts'
import { linkContext } from '../../fixtures/link-context.ts'
import type { AttachmentLink, MachineView } from '../attachment-kind.ts'
import { attachmentOf, checkAttachment, describeFailure, linkOf } from '../attachments.ts'
import { LinkDown, type LinkHealth } from '../link-health.ts'

const ADDRESS = '192.168.7.10'
const name = `causeway-netns-${process.pid}`
const path = `/run/netns/${name}`
const never = new AbortController().signal
const GREETER = `
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
const server = createServer((socket) => { socket.on('error', () => {}); socket.write('greeting') })
const echo = createSocket('udp4')
echo.on('message', (message, { port, address }) => echo.send(Buffer.concat([message, Buffer.from(' from ' + address)]), port, address))
server.listen(0, '${ADDRESS}', () => echo.bind(server.address().port, '${ADDRESS}', () => console.log(server.address().port)))`

let namespace: NetworkNamespace | undefined
let inside: Awaited<ReturnType<typeof runInside>> | undefined
const links: AttachmentLink[] = []

const toNamespace = (networkNamespaces: readonly string[] = [path], at = path): AttachmentLink => {
  const machine = (): MachineView => ({ ownPorts: [], ownAddresses: [], networkNamespaces })
  const link = linkOf({ kind: 'netns', path: at }, linkContext('vpc', { machine }))
  links.push(link)
  return link
}

/** What a link tells, in the order in which it was told. */
function watched(link: AttachmentLink) {
  const told: LinkHealth[] = []
  const stop = link.watch?.((health) => told.push(health))
  const becomes = (kind: LinkHealth['kind']) =>
    waitPatiently({
      meanwhile: `The namespace is not ${kind} yet`,
      look: async () => (told.at(-1)?.kind === kind ? told.at(-1) : undefined),
      processes: () => [process.pid],
    })
  return { told, becomes, stop: () => stop?.() }
}

/** The processes of links, which are below this one. */
const helpers = async (): Promise<readonly number[]> =>
  (await descendants(process.pid)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('dial-inside-main.ts')
    } catch {
      return false
    }
  })
const noHelper = () =>
  waitPatiently({
    meanwhile: 'A process is still in the namespace',
    look: async () => ((await helpers()).length === 0 ? true : undefined),
    processes: () => [process.pid],
  })
const downOf = async (link: AttachmentLink): Promise<LinkHealth | undefined> => await watched(link).becomes('down')

beforeAll(async () => {
  namespace = await networkNamespace(name, ADDRESS)
  if (namespace === undefined) return console.log('SKIPPED: no network namespace can be made here (it takes root, and ip of iproute2)')
  inside = await runInside(namespace, GREETER)
})
afterEach(async () => {
  for (const link of links.splice(0)) await link.close()
  await noHelper()
})
afterAll(async () => {
  await inside?.stop()
  await namespace?.remove()
})

describe('the spec of a netns attachment', () => {
  it('takes a name below /run/netns, or the namespace of a process, in no other spelling', () => {
    for (const good of ['/run/netns/lab', '/run/netns/a.b_c-1', '/proc/4711/ns/net'])
      expect(attachmentOf({ kind: 'netns', path: good, networks: ['10.0.0.0/8'] })).toEqual({
        kind: 'netns',
        path: good,
        networks: ['10.0.0.0/8'],
      })
    const wrong = [
      'lab',
      '/run/netns/..',
      '/run/netns/.',
      '/run/netns/a/b',
      '/run/netns/',
      '/var/run/netns/lab',
      '/proc/self/ns/net',
      '/proc/1/ns/mnt',
    ]
    for (const each of wrong) expect(() => attachmentOf({ kind: 'netns', path: each }), each).toThrow('is not as its kind needs it')
  })

  it('is dialled only where the operator has named its path', () => {
    const ip = parseIpAddress(ADDRESS)
    if (ip === undefined) throw new Error(ADDRESS)
    const check = (networkNamespaces?: readonly string[]) =>
      checkAttachment(
        { kind: 'netns', path },
        {
          address: { ip, port: 5432 },
          vpcId: 'v',
          vpcName: 'v',
          machine: { ownPorts: [], ownAddresses: [], ...(networkNamespaces === undefined ? {} : { networkNamespaces }) },
        },
      )
    for (const list of [undefined, [], ['/run/netns/other'], [`${path}x`]])
      expect(check(list)).toMatchObject({ kind: 'refused', rule: 23, seen: expect.stringContaining('networkNamespaces in causeway.yaml') })
    expect(check([path])).toMatchObject({ kind: 'passed', rule: 23, dialled: { ip: ADDRESS, port: 5432 } })
  })
})

describe('a netns attachment that cannot be entered', () => {
  it('says why and what helps, of a link that is watched and of a dial', async () => {
    const link = toNamespace([])
    expect(await downOf(link)).toMatchObject({ code: 'NETNS_NOT_ALLOWED' })
    const thrown = await toNamespace([])
      .open({ ip: ADDRESS, port: 1 }, never)
      .catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(LinkDown)
    expect(thrown instanceof LinkDown && thrown.failure.remedies).not.toEqual([])
  })

  it.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)(
    'tells one that is not there from one that is this server’s own',
    async () => {
      const none = '/run/netns/causeway-that-is-not-there'
      expect(await downOf(toNamespace([none], none))).toMatchObject({ code: 'NETNS_MISSING' })
      const own = `/proc/${process.pid}/ns/net`
      expect(await downOf(toNamespace([own], own))).toMatchObject({ code: 'NETNS_OWN' })
    },
  )
})

describe.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('a netns attachment', () => {
  const port = (): number => Number(inside?.said)
  const openTo = async (link: AttachmentLink): Promise<Socket> => {
    const opened = await link.open({ ip: ADDRESS, port: port() }, never)
    if (opened.kind !== 'socket') throw new Error('It is no socket of the kernel')
    return opened.socket
  }

  it('gives sockets of the kernel that are connected inside, many at once, each with its greeting', async ({ skip }) => {
    if (namespace === undefined) return skip()
    const link = toNamespace()
    const { told, becomes } = watched(link)
    await becomes('up')
    const sockets = await Promise.all(Array.from({ length: 64 }, () => openTo(link)))
    expect(await helpers()).toHaveLength(1)
    for (const socket of sockets) {
      expect(socket.isPaused()).toBe(true)
      expect(socket.bytesRead).toBe(0)
      expect(socket.remoteAddress).toBe(ADDRESS)
      const [data] = await Promise.all([once(socket, 'data'), socket.resume()])
      expect(String(data[0])).toBe('greeting')
    }
    // What was dialled needs the link no more.
    await link.close()
    await noHelper()
    const [first] = sockets
    expect(first?.destroyed).toBe(false)
    expect(first?.write('still')).toBe(true)
    for (const socket of sockets) socket.destroy()
    expect(told).toEqual([{ kind: 'up' }])
  })

  it('asks by datagrams from inside, and gives up with whoever asks, or where nobody listens', async ({ skip }) => {
    if (namespace === undefined) return skip()
    const link = toNamespace()
    const ask = async (to: number, signal = never) =>
      String(await link.ask?.({ ip: ADDRESS, port: to }, Buffer.from('a question'), signal).catch((error: unknown) => error))
    expect(await ask(port())).toBe(`a question from ${ADDRESS}`)
    expect(await ask(1)).toContain('Nothing has come back')
    expect(await ask(port(), AbortSignal.abort())).toContain('Error')
  })

  it('tells by its code what the kernel said', async ({ skip }) => {
    if (namespace === undefined) return skip()
    const link = toNamespace()
    watched(link)
    const refused = await link.open({ ip: ADDRESS, port: 1 }, never).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'ECONNREFUSED' })
    const noWay = await link.open({ ip: '192.168.8.1', port: 1 }, never).catch((error: unknown) => error)
    expect(noWay).toMatchObject({ code: 'ENETUNREACH' })
    const { seen } = describeFailure({ kind: 'netns', path }, 'ENETUNREACH', '192.168.8.1:1', '192.168.8.1:1')
    expect(seen).toBe('No way to 192.168.8.1:1, dialled inside its network namespace (network unreachable)')
    const aborted = AbortSignal.abort()
    await expect(link.open({ ip: ADDRESS, port: port() }, aborted)).rejects.toThrow('given up')
  })

  it('is down while its process is gone, and up again with another', async ({ skip }) => {
    if (namespace === undefined) return skip()
    const link = toNamespace()
    const { told, becomes } = watched(link)
    await becomes('up')
    const [pid] = await helpers()
    process.kill(pid ?? 0, 'SIGKILL')
    expect(await becomes('down')).toMatchObject({ code: 'NETNS_ENDED' })
    await becomes('up')
    expect(await helpers()).not.toContain(pid)
    const socket = await openTo(link)
    socket.destroy()
    expect(told.map(({ kind }) => kind)).toEqual(['up', 'down', 'up'])
  })

  it('lets go of a namespace whose name is taken away, and enters the next one of that name', async ({ skip }) => {
    if (namespace === undefined) return skip()
    const other = `${name}-b`
    const first = await networkNamespace(other, ADDRESS)
    if (first === undefined) throw new Error('The second namespace cannot be made')
    const link = toNamespace([first.path], first.path)
    const { becomes } = watched(link)
    await becomes('up')
    await first.remove()
    expect(await becomes('down')).toMatchObject({ code: 'NETNS_MISSING' })
    await noHelper()
    const second = await networkNamespace(other, ADDRESS)
    await becomes('up')
    const [pid] = await helpers()
    const inner = readlinkSync(`/proc/${pid}/ns/net`)
    const { stdout } = await promisify(execFile)('stat', ['-L', '-c', 'net:[%i]', second?.path ?? ''])
    expect(inner).toBe(stdout.trim())
    await link.close()
    await second?.remove()
  })

  it('leaves neither a process nor a descriptor', async ({ skip }) => {
    if (namespace === undefined) return skip()
    const before = readdirSync('/proc/self/fd').length
    const link = toNamespace()
    for (let round = 0; round < 3; round += 1) {
      const socket = await openTo(link)
      socket.destroy()
      await link.open({ ip: ADDRESS, port: 1 }, never).catch(() => undefined)
    }
    // Nobody watches, and nothing is dialled.
    await noHelper()
    await waitPatiently({
      meanwhile: 'Descriptors are still closed',
      look: async () => (readdirSync('/proc/self/fd').length <= before ? true : undefined),
      processes: () => [process.pid],
    })
  })
})
