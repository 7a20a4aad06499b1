import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { AttachmentSpec } from '../../domain/attachment-spec.ts'
import { parseIpAddress } from '../address.ts'
import type { Attachment, AttachmentCheck, MachineView } from './attachment.ts'
import { forward } from './forward.ts'
import { host } from './host.ts'
import { none } from './none.ts'

/** Every implementation, behind the one view that lets as much through as this kind ever does. */
const KINDS: readonly {
  readonly kind: AttachmentSpec['kind']
  readonly dialsLoopback: boolean
  readonly check: (ip: string, port: number, machine: MachineView) => AttachmentCheck
  readonly open: Attachment['open']
}[] = [
  {
    kind: none.kind,
    dialsLoopback: false,
    open: none.open,
    check: (ip, port, machine) => none.check({ kind: 'none' }, request(ip, port, machine)),
  },
  {
    kind: host.kind,
    dialsLoopback: true,
    open: host.open,
    check: (ip, port, machine) => host.check({ kind: 'host' }, request(ip, port, machine)),
  },
  {
    kind: forward.kind,
    dialsLoopback: true,
    open: forward.open,
    check: (ip, port, machine) => {
      const from = ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`
      return forward.check({ kind: 'forward', forwards: [{ from, to: from }] }, request(ip, port, machine))
    },
  },
]

function request(text: string, port: number, machine: MachineView) {
  const ip = parseIpAddress(text)
  if (ip === undefined) throw new Error(`${text} is not an address`)
  return { address: { ip, port }, vpcId: 'id-vpc', vpcName: 'vpc', machine }
}
const NO_MACHINE: MachineView = { ownPorts: [], ownAddresses: [] }

describe.each(KINDS)('attachment contract: $kind', ({ kind, dialsLoopback, check, open }) => {
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

  test.each(['169.254.169.254', '224.0.0.1', '0.0.0.0', '255.255.255.255', '169.254.0.1', 'fe80::1', '64:ff9b::7f00:1', '::'])(
    'rules 11 and 13: %s is never dialled',
    (ip) => {
      expect(check(ip, 80, NO_MACHINE).kind).toBe('refused')
    },
  )

  test('rule 12: the server’s own port is never dialled', () => {
    const machine = { ownPorts: [8080], ownAddresses: ['10.0.0.1', '2001:db8::1'] }
    for (const ip of ['10.0.0.1', '127.0.0.1', '127.3.2.1', '::1', '2001:db8::1']) expect(check(ip, 8080, machine).kind, ip).toBe('refused')
  })

  test('its socket is paused before it connects, so that a greeting is not lost', async () => {
    const server = createServer((socket) => socket.end('greeting')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const socket = open({ ip: '127.0.0.1', port })
    try {
      if (!dialsLoopback) {
        await expect(once(socket, 'connect')).rejects.toThrow('cannot be dialled')
        return
      }
      expect(socket.isPaused()).toBe(true)
      await once(socket, 'connect')
      // Long enough for the greeting to arrive at a socket that reads.
      await new Promise((resolve) => setTimeout(resolve, 30))
      expect(socket.bytesRead, kind).toBe(0)
      const [data] = await Promise.all([once(socket, 'data'), socket.resume()])
      expect(String(data[0])).toBe('greeting')
    } finally {
      socket.destroy()
      server.close()
    }
  })
})
