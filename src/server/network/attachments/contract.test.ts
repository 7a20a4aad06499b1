import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { type NetworkNamespace, networkNamespace, runInside } from '../../../../testing/network-namespace.ts'
import { waitPatiently } from '../../../../testing/patience.ts'
import { parseIpAddress } from '../address.ts'
import { agentLab } from '../agents/fixtures/agent-lab.ts'
import { linkContext } from '../fixtures/link-context.ts'
import { failingLink, slowLink, streamLink } from '../fixtures/test-attachments.ts'
import type { AttachmentLink, MachineView, Opened } from './attachment-kind.ts'
import {
  type AttachmentSpec,
  attachmentOf,
  checkAttachment,
  describeFailure,
  linkOf,
  readAttachment,
  showAttachment,
} from './attachments.ts'

const SSH: AttachmentSpec = {
  kind: 'ssh',
  host: 'bastion.example.org',
  user: 'causeway',
  host_keys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f'],
  public_key_fingerprint: 'SHA256:abc',
}

const NETNS = '/run/netns/lab'

/** Every kind, as the one that lets as much through as this kind ever does to one address. */
const KINDS: readonly {
  readonly kind: AttachmentSpec['kind']
  readonly dials: boolean
  /** Another machine dials. */
  readonly elsewhere?: true
  readonly links?: false
  readonly specFor: (address: string) => AttachmentSpec
}[] = [
  { kind: 'none', dials: false, specFor: () => ({ kind: 'none' }) },
  { kind: 'host', dials: true, specFor: () => ({ kind: 'host' }) },
  { kind: 'agent', dials: true, elsewhere: true, specFor: () => ({ kind: 'agent' }) },
  { kind: 'forward', dials: true, specFor: (address) => ({ kind: 'forward', forwards: [{ from: address, to: address }] }) },
  // Its links are tested beside a real SSH server: ssh/ssh.test.ts.
  { kind: 'ssh', dials: true, links: false, specFor: () => SSH },
  { kind: 'netns', dials: true, links: false, specFor: () => ({ kind: 'netns', path: NETNS }) },
]

const CONTEXT = linkContext('id-vpc')
const NO_MACHINE: MachineView = { ownPorts: [], ownAddresses: [] }
const DIALLED = ['10.0.0.1:5432', '[2001:db8::1]:5432'] as const
const never = new AbortController().signal

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step()
})

async function greeter(): Promise<number> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    socket.write('greeting')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUp.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe.each(KINDS)('attachment contract: $kind', ({ dials, elsewhere, specFor }) => {
  const check = (ip: string, port: number, machine: MachineView) => {
    const parsed = parseIpAddress(ip)
    if (parsed === undefined) throw new Error(`${ip} is not an address`)
    const spec = specFor(ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)
    return checkAttachment(spec, {
      address: { ip: parsed, port },
      vpcId: 'id-vpc',
      vpcName: 'vpc',
      machine: { networkNamespaces: [NETNS], ...machine },
    })
  }

  test('its answer is a fact about the VPC, and a refusal says what to do', () => {
    for (const ip of ['10.0.0.1', '127.0.0.1', '2001:db8::1']) {
      const answer = check(ip, 5432, NO_MACHINE)
      expect(answer.seen).toMatch(/vpc|never/i)
      if (answer.kind === 'refused') expect(answer.remedies.length).toBeGreaterThan(0)
      else expect(answer.dialled).toEqual({ ip, port: 5432 })
    }
  })

  test('it is pure', () => {
    expect(check('10.0.0.1', 5432, NO_MACHINE)).toEqual(check('10.0.0.1', 5432, NO_MACHINE))
  })

  test('what is kept is read again, and what is shown can be sent back', () => {
    const spec = specFor('10.0.0.1:5432')
    expect(readAttachment(JSON.parse(JSON.stringify(spec)))).toEqual(spec)
    expect(attachmentOf(showAttachment(spec))).toEqual(spec)
  })

  test('a field that it does not have is refused: whoever gives it thinks that it holds', () => {
    for (const name of ['allow', 'allowedTargets', 'Networks', '__proto__', 'constructor']) {
      const { kind, ...rest } = specFor('10.0.0.1:5432')
      const given = Object.fromEntries([...Object.entries(rest), [name, ['10.0.0.0/8']]])
      expect(() => attachmentOf({ ...given, kind }), name).toThrow(`An attachment of kind ${kind} has no "${name}"`)
    }
  })

  test('a failed dial is told in our words, with what helps', () => {
    for (const code of ['ECONNREFUSED', 'ETIMEDOUT', undefined]) {
      const { seen, remedies } = describeFailure(specFor(DIALLED[0]), code, DIALLED[0], DIALLED[0])
      expect(seen).toContain(DIALLED[0])
      if (dials) expect(remedies).not.toEqual([])
    }
  })

  test.each(['169.254.169.254', '224.0.0.1', '0.0.0.0', '255.255.255.255', '169.254.0.1', 'fe80::1', '64:ff9b::7f00:1', '::'])(
    'rules 11 and 13: %s is never dialled',
    (ip) => {
      expect(check(ip, 80, NO_MACHINE).kind).toBe('refused')
    },
  )

  test('rule 12: the server’s own port is never dialled', () => {
    const machine = { ownPorts: [8080], ownAddresses: ['10.0.0.1', '2001:db8::1', '2001:db8::2%eth0'] }
    for (const ip of ['10.0.0.1', '127.0.0.1', '127.3.2.1', '::1', '2001:db8::1', '2001:db8::2']) {
      expect(check(ip, 8080, machine).kind, ip).toBe('refused')
    }
  })

  test('rule 19: what is not on the operator’s list is never dialled from this machine', () => {
    const range = (ip: string, prefixLength: number) => {
      const parsed = parseIpAddress(ip)
      if (parsed === undefined) throw new Error(ip)
      return { text: `${ip}/${prefixLength}`, prefixLength, value: parsed.value }
    }
    const allowedTargets = [
      { network: range('10.1.0.0', 16), ports: [{ from: 5432, to: 5433 }] },
      { network: range('2001:db8::', 32), ports: [] },
    ]
    const machine = { ...NO_MACHINE, allowedTargets }
    for (const [ip, port, allowed] of [
      ['10.1.255.255', 5433, true],
      ['10.1.0.1', 5432, true],
      ['10.1.0.1', 5431, false],
      ['10.1.0.1', 5434, false],
      ['10.2.0.0', 5432, false],
      ['2001:db8::1', 1, true],
      ['2001:db9::1', 1, false],
    ] as const) {
      const answer = check(ip, port, machine)
      expect(answer.kind, `${ip} ${port}`).toBe((allowed || elsewhere === true) && dials ? 'passed' : 'refused')
      if (!allowed && dials && elsewhere !== true) expect(answer.seen).toContain('allowedTargets in causeway.yaml')
    }
    expect(check('10.1.0.1', 5432, { ...NO_MACHINE, allowedTargets: [] }).kind).toBe(elsewhere === true ? 'passed' : 'refused')
  })
})

const inNamespace = await networkNamespace(`causeway-contract-${process.pid}`, '192.168.7.10')
afterAll(() => inNamespace?.remove())
if (inNamespace === undefined) console.log('SKIPPED: no network namespace can be made here (it takes root, and ip of iproute2)')

const netnsLink = (path: string): AttachmentLink =>
  linkOf({ kind: 'netns', path }, linkContext('vpc', { machine: () => ({ ...NO_MACHINE, networkNamespaces: [path] }) }))

async function greeterInside(namespace: NetworkNamespace): Promise<number> {
  const inside = await runInside(
    namespace,
    `import { createServer } from 'node:net'
const server = createServer((socket) => socket.on('error', () => {}).write('greeting'))
server.listen(0, '127.0.0.1', () => console.log(server.address().port))`,
  )
  cleanUp.push(() => inside.stop())
  return Number(inside.said)
}

const LINKS: readonly {
  readonly name: string
  readonly opens: boolean
  readonly make: () => AttachmentLink | Promise<AttachmentLink>
  /** Starts what it reaches at 127.0.0.1, and gives the port; one of this machine when it is absent. */
  readonly reached?: () => Promise<number>
  /** Where it is dialled; on this machine when it is absent. */
  readonly within?: NetworkNamespace
}[] = [
  ...KINDS.filter(({ elsewhere, links }) => elsewhere !== true && links !== false).map(({ kind, dials, specFor }) => ({
    name: kind,
    opens: dials,
    make: () => linkOf(specFor('127.0.0.1:1'), CONTEXT),
  })),
  {
    name: 'agent, through a real one',
    opens: true,
    make: async () => {
      const lab = await agentLab()
      cleanUp.push(() => lab[Symbol.asyncDispose]())
      lab.startAgent('vpc', ['127.0.0.0/8'])
      const look = () => (lab.connected.presence('vpc') === 'up' ? true : undefined)
      await waitPatiently({ meanwhile: 'The agent is still connecting', look })
      return linkOf({ kind: 'agent' }, linkContext('vpc', { agents: lab.connected }))
    },
  },
  ...(inNamespace === undefined
    ? []
    : [
        {
          name: 'netns, into one',
          opens: true,
          make: () => {
            const link = netnsLink(inNamespace.path)
            cleanUp.push(() => link.close())
            return link
          },
          reached: () => greeterInside(inNamespace),
          within: inNamespace,
        },
      ]),
  { name: 'netns, where none is', opens: false, make: () => netnsLink('/run/netns/causeway-that-is-not-there') },
  { name: 'agent, where none is', opens: false, make: () => linkOf({ kind: 'agent' }, CONTEXT) },
  {
    name: 'a slow one',
    opens: true,
    make: () =>
      slowLink(
        new Promise((resolve) => {
          setImmediate(resolve)
        }),
      ),
  },
  { name: 'a failing one', opens: false, make: () => failingLink('ECONNREFUSED') },
  { name: 'one without sockets of the kernel', opens: true, make: streamLink },
]

/** Of a connection of the kernel's list, which timer runs: that of keep-alive. */
const KEEPALIVE = '02'
const timersTo = (port: number, list: string): readonly string[] =>
  list.split('\n').flatMap((line) => {
    const [, , remote = '', state, , timer = ''] = line.trim().split(/\s+/)
    return state === '01' && Number.parseInt(remote.split(':')[1] ?? '', 16) === port ? [timer.split(':')[0] ?? ''] : []
  })

async function connectionsInside(namespace: NetworkNamespace): Promise<string> {
  const script = `import { readFileSync } from 'node:fs'\nconsole.log(JSON.stringify(readFileSync('/proc/net/tcp', 'utf8')))`
  const { said, stop } = await runInside(namespace, script)
  await stop()
  return JSON.parse(said)
}

describe.each(LINKS)('the link of an attachment: $name', ({ opens, make, reached = greeter, within }) => {
  const ends = (opened: Opened) => (opened.kind === 'socket' ? opened.socket : opened.stream)

  const connects = async (): Promise<void> => {
    const link = await make()
    const opened = await link.open({ ip: '127.0.0.1', port: await reached() }, never)
    const end = ends(opened)
    cleanUp.push(() => end.destroy())
    if (opened.kind === 'socket') {
      expect(opened.socket.isPaused()).toBe(true)
      expect(opened.socket.bytesRead).toBe(0)
    }
    const [data] = await Promise.all([once(end, 'data'), end.resume()])
    expect(String(data[0])).toBe('greeting')
  }
  const rejects = async (): Promise<void> => {
    const before = readdirSync('/proc/self/fd').length
    const link = await make()
    await expect(link.open({ ip: '127.0.0.1', port: 1 }, never)).rejects.toThrow()
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before)
  }
  if (opens) test('gives what is connected, and loses no greeting', connects)
  else test('rejects, and leaves nothing open', rejects)

  const isAsked = async (): Promise<void> => {
    const link = await make()
    const port = await reached()
    const end = ends(await link.open({ ip: '127.0.0.1', port }, never))
    cleanUp.push(() => end.destroy())
    const connections = within === undefined ? async () => readFileSync('/proc/net/tcp', 'utf8') : () => connectionsInside(within)
    await expect.poll(async () => timersTo(port, await connections())).toEqual([KEEPALIVE])
  }
  if (opens && process.platform === 'linux') test('is asked by the kernel whether its other side is still there', isAsked)

  test('is closed as often as one likes', async () => {
    const link = await make()
    await link.close()
    await link.close()
  })
})

describe('a direct link', () => {
  test('gives up when the signal comes, also when it came before', async () => {
    const port = await greeter()
    for (const at of ['before', 'after'] as const) {
      const controller = new AbortController()
      if (at === 'before') controller.abort()
      const opening = linkOf({ kind: 'host' }, CONTEXT).open({ ip: '127.0.0.1', port }, controller.signal)
      controller.abort()
      await expect(opening).rejects.toThrow('given up')
    }
  })
})
