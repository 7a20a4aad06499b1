import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { afterEach, describe, expect, test } from 'vitest'
import { EVERY_PORT } from '../../base/addresses/port-range.ts'
import type { DialledAddress } from './address.ts'
import type { AttachmentSpec } from './attachments/attachments.ts'
import { type Broker, type BrokerOptions, createBroker } from './broker.ts'
import type { DialResult } from './dial-result.ts'
import { failingLink, type StreamLink, slowLink, streamLink } from './fixtures/test-attachments.ts'
import type { QueueNetworkView } from './network-view.ts'

const cleanUp: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step()
})

function brokerWith(options: Partial<BrokerOptions> = {}): Broker {
  const broker = createBroker({ dialTimeoutMs: 5000, ownPorts: () => [], ...options })
  cleanUp.push(() => broker.close())
  return broker
}
async function listening(
  onSocket: (socket: Socket) => void,
): Promise<{ readonly port: number; readonly server: Server; readonly accepted: Socket[] }> {
  const accepted: Socket[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    accepted.push(socket)
    onSocket(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUp.push(
    () =>
      new Promise((resolve) => {
        for (const socket of accepted) socket.destroy()
        server.close(resolve)
      }),
  )
  return { port: (server.address() as AddressInfo).port, server, accepted }
}
const viewWith = (attachment: AttachmentSpec, queueName = 'q1', attachmentRevision = 1): QueueNetworkView => ({
  queueId: `id-${queueName}`,
  queueName,
  preset: false,
  connections: [],
  bindings: [
    {
      connectionId: 'id-1',
      connectionName: 'test1',
      state: 'active',
      failure: '',
      vpcId: 'id-vpc',
      vpcName: 'vpc-1',
      subnetCidr: '192.168.0.0/24',
      routes: [{ name: 'all', cidr: '0.0.0.0/0' }],
      hosts: [{ name: 'pg', ip: '192.168.0.10' }],
      ports: [EVERY_PORT],
      attachment,
      attachmentRevision,
    },
  ],
})
const forwardTo = (port: number, queueName?: string, revision?: number): QueueNetworkView =>
  viewWith({ kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: `127.0.0.1:${port}` }] }, queueName, revision)
const PG = { host: 'pg', port: 5432 }

function connected(result: DialResult): Extract<DialResult, { readonly kind: 'connected' }> {
  if (result.kind !== 'connected') throw new Error(JSON.stringify(result.explanation))
  return result
}
const lastStep = (result: DialResult) => result.explanation.steps.at(-1)

describe('broker', () => {
  test('dials through the attachment, loses no greeting, and explains all seven steps', async () => {
    const sent: Promise<void>[] = []
    const { port } = await listening((socket) => sent.push(new Promise((resolve) => socket.write('greeting', () => resolve()))))
    const result = connected(await brokerWith().dial(forwardTo(port), PG))
    expect(result.connectionId).toBe('id-1')
    expect(result.explanation.steps.map((step) => [step.step, step.outcome])).toEqual(
      ['queue', 'binding', 'name', 'route', 'port', 'attachment', 'dial'].map((step) => [step, 'passed']),
    )
    // The greeting is in this process's kernel: a socket that reads would have it no later than another one its own.
    await expect.poll(() => sent.length).toBe(1)
    await Promise.all(sent)
    const other = createConnection({ port, host: '127.0.0.1' })
    await once(other, 'data')
    other.destroy()
    expect(result.socket.bytesRead).toBe(0)
    const [data] = await Promise.all([once(result.socket, 'data'), result.socket.resume()])
    expect(String(data[0])).toBe('greeting')
  })

  test('a refusal of the policy is given on, and nothing is dialled', async () => {
    const { port, accepted } = await listening(() => {})
    const result = await brokerWith({ ownPorts: () => [port] }).dial(forwardTo(port), PG)
    expect(result.kind).toBe('refused')
    expect(result.explanation.steps.find((step) => step.outcome === 'failed')).toMatchObject({ step: 'attachment' })
    expect(accepted).toHaveLength(0)
  })

  test('rule 19: dials only what the operator lets it', async () => {
    const { port } = await listening(() => {})
    const only = (network: string) => brokerWith({ allowedTargets: [{ network, ports: [{ from: port, to: port }] }] })
    connected(await only('127.0.0.0/8').dial(forwardTo(port), PG))
    const result = await only('10.0.0.0/8').dial(forwardTo(port), PG)
    expect(result.explanation.steps.find((step) => step.outcome === 'failed')).toMatchObject({
      step: 'attachment',
      seen: expect.stringContaining('allowedTargets in causeway.yaml'),
    })
  })

  test('rule 12: an own port that the policy could not know is refused when it is connected', async () => {
    const { port, accepted } = await listening((socket) => socket.resume())
    let asked = 0
    // The decision does not know it: as with an address that the system answers and does not list.
    const broker = brokerWith({ ownPorts: () => (asked++ === 0 ? [] : [port]) })
    const result = await broker.dial(forwardTo(port), PG)
    expect(lastStep(result)).toEqual({
      step: 'dial',
      outcome: 'failed',
      seen: `127.0.0.1:${port} turned out to be this server’s own port, which no queue may reach`,
    })
    await expect.poll(() => accepted.every((socket) => socket.closed)).toBe(true)
    expect((await broker.dial(forwardTo(port), PG)).explanation.steps.find((step) => step.outcome === 'failed')?.step).toBe('attachment')
  })

  test('when nothing listens, the last step says so and names where the forward leads', async () => {
    const { port, server } = await listening(() => {})
    await new Promise((resolve) => server.close(resolve))
    const result = await brokerWith().dial(forwardTo(port), PG)
    expect(lastStep(result)).toEqual({
      step: 'dial',
      outcome: 'failed',
      seen: `Nothing listens at 127.0.0.1:${port}, where the forward of 192.168.0.10:5432 leads (connection refused)`,
    })
    expect(result.explanation.remedies).not.toEqual([])
  })

  test('an address that never answers ends with the time limit, and its socket is gone', async () => {
    const broker = brokerWith({ dialTimeoutMs: 150 })
    const silent = await silentPort()
    const before = readdirSync('/proc/self/fd').length
    const result = await broker.dial(forwardTo(silent), PG)
    expect(lastStep(result)?.seen).toBe(`No answer from 127.0.0.1:${silent}, where the forward of 192.168.0.10:5432 leads within 150 ms`)
    await expect.poll(() => readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before)
  })

  test('close destroys sockets that nobody took, and refuses later dials', async () => {
    const { port, accepted } = await listening(() => {})
    const broker = brokerWith()
    const result = connected(await broker.dial(forwardTo(port), PG))
    await expect.poll(() => accepted.length).toBe(1)
    const ended = once(accepted[0] ?? result.socket, 'close')
    accepted[0]?.resume()
    await broker.close()
    expect(result.socket.destroyed).toBe(true)
    await ended
    const late = await broker.dial(forwardTo(port), PG)
    expect(lastStep(late)?.seen).toBe('The server is stopping')
    expect(broker.readiness()).toEqual(['The broker is closed'])
  })

  test('a peer that resets a connection which nobody has taken yet does no harm', async () => {
    const { port, accepted } = await listening(() => {})
    const result = connected(await brokerWith().dial(forwardTo(port), PG))
    await expect.poll(() => accepted.length).toBe(1)
    accepted[0]?.resetAndDestroy()
    const closed = new Promise((resolve) => result.socket.once('close', resolve))
    result.socket.resume()
    await closed
  })

  test('no more dials of one queue run at once than allowed, and another queue does not wait for them', async () => {
    const silent = await silentPort()
    const broker = brokerWith({ dialTimeoutMs: 600_000, dialsPerQueueMax: 2 })
    const stuck = Array.from({ length: 2 }, () => broker.dial(forwardTo(silent, 'stuck'), PG))
    const waiting = await listening(() => {})
    const waits = broker.dial(forwardTo(waiting.port, 'stuck'), PG)
    const { port } = await listening(() => {})
    connected(await broker.dial(forwardTo(port, 'other'), PG))
    await broker.close()
    for (const result of await Promise.all([...stuck, waits])) expect(lastStep(result)?.seen).toBe('The server is stopping')
    expect(waiting.accepted).toHaveLength(0)
  })

  test('a dial that finds no place in time says so', async () => {
    const result = await brokerWith({ dialTimeoutMs: 50, dialsMax: 0 }).dial(forwardTo(1), PG)
    expect(lastStep(result)?.seen).toBe('No place to dial became free within 50 ms')
  })

  test('close ends dials that are under way', async () => {
    const silent = await silentPort()
    const broker = brokerWith({ dialTimeoutMs: 60_000, dialsPerQueueMax: 1 })
    const dials = [broker.dial(forwardTo(silent), PG), broker.dial(forwardTo(silent), PG)]
    await broker.close()
    for (const result of await Promise.all(dials)) expect(lastStep(result)?.seen).toBe('The server is stopping')
  })
})

describe('a dial through an attachment', () => {
  test('that is slow, and does not heed the signal, ends with the time limit; what it opens later is closed', async () => {
    const { port, accepted } = await listening(() => {})
    const go = Promise.withResolvers<void>()
    const broker = brokerWith({ dialTimeoutMs: 50, linkOf: () => slowLink(go.promise) })
    const result = await broker.dial(forwardTo(port), PG)
    expect(lastStep(result)?.seen).toContain('within 50 ms')
    go.resolve()
    await expect.poll(() => accepted.length).toBe(1)
    accepted[0]?.resume()
    await expect.poll(() => accepted[0]?.closed).toBe(true)
  })

  test.each([
    ['ECONNREFUSED', 'Nothing listens at'],
    [undefined, 'could not be dialled (no reason given)'],
  ])('that fails with %s is told in our words alone', async (code, words) => {
    const result = await brokerWith({ linkOf: () => failingLink(code) }).dial(forwardTo(1), PG)
    expect(lastStep(result)?.seen).toContain(words)
    expect(JSON.stringify(result)).not.toContain('secret')
  })

  test('has one link for a VPC while its attachment stays, which ends when it changes and with the broker', async () => {
    const { port } = await listening(() => {})
    const links: StreamLink[] = []
    const make = (): StreamLink => {
      const link = streamLink()
      links.push(link)
      return link
    }
    const broker = brokerWith({ linkOf: make })
    connected(await broker.dial(forwardTo(port), PG))
    // The same attachment in another object, and nobody reads its table to see that: it may have 10,000 rows.
    const [binding] = forwardTo(port).bindings
    const table = { ...binding?.attachment, toJSON: () => expect.unreachable('the table was read') }
    connected(await broker.dial(viewWith(table as AttachmentSpec), PG))
    expect(links).toHaveLength(1)
    await broker.closeLinks('another-vpc')
    expect(links[0]?.closed()).toBe(false)
    await broker.closeLinks('id-vpc')
    expect(links[0]?.closed()).toBe(true)
    connected(await broker.dial(forwardTo(port), PG))
    expect(links).toHaveLength(2)
    await broker.close()
    expect(links[1]?.closed()).toBe(true)
  })
})

describe('a stream that is no socket of the kernel is pumped into one', () => {
  const throughStream = async (onSocket: (socket: Socket) => void) => {
    const target = await listening(onSocket)
    const link = streamLink()
    const result = connected(await brokerWith({ linkOf: () => link }).dial(forwardTo(target.port), PG))
    return { ...target, link, socket: result.socket, held: result.held }
  }

  test('with its greeting, and 8 MiB both ways', async () => {
    const { socket } = await throughStream((peer) => {
      peer.write('greeting')
      peer.pipe(peer)
    })
    const bytes = Buffer.alloc(8 * 1024 ** 2, 'abcdefg')
    const got: Buffer[] = []
    socket.on('data', (data: Buffer) => void got.push(data))
    socket.resume()
    socket.end(bytes)
    await once(socket, 'end')
    expect(Buffer.concat(got).equals(Buffer.concat([Buffer.from('greeting'), bytes]))).toBe(true)
  })

  test('the end of one direction leaves the other open', async () => {
    const { socket } = await throughStream((peer) => {
      peer.allowHalfOpen = true
      peer.resume()
      peer.once('end', () => peer.end('answer after the end'))
    })
    socket.end('question')
    const [data] = await once(socket.resume(), 'data')
    expect(String(data)).toBe('answer after the end')
  })

  test('no faster than it is read: what nobody takes does not pile up here', async () => {
    const { socket, accepted } = await throughStream((peer) => {
      const chunk = Buffer.alloc(256 * 1024)
      const fill = (): void => {
        while (!peer.destroyed && peer.bytesWritten < 512 * 1024 ** 2 && peer.write(chunk));
      }
      peer.on('drain', fill)
      fill()
    })
    // Stands still: what the kernel and the streams hold is full.
    let before = -1
    await expect
      .poll(
        () => {
          const now = accepted[0]?.bytesWritten ?? 0
          const still = now > 0 && now === before
          before = now
          return still
        },
        { interval: 300 },
      )
      .toBe(true)
    expect(before).toBeLessThan(64 * 1024 ** 2)
    expect(socket.readableLength).toBeLessThan(1024 ** 2)
  })

  test('when one side breaks, so does the other', async () => {
    const broken = await throughStream(() => {})
    await expect.poll(() => broken.accepted.length).toBe(1)
    broken.accepted[0]?.resetAndDestroy()
    await once(broken.socket.resume(), 'close')
    await expect.poll(() => broken.held.every((each) => each.closed)).toBe(true)

    const other = await throughStream((peer) => peer.resume())
    await expect.poll(() => other.accepted.length).toBe(1)
    for (const each of other.held) each.destroy()
    await expect.poll(() => other.accepted[0]?.closed).toBe(true)
  })

  test('one that closes while its pair is made keeps neither its link nor the broker', async () => {
    const { port } = await listening(() => {})
    const link = streamLink()
    const closing = {
      ...link,
      async open(dialled: DialledAddress, signal: AbortSignal) {
        const opened = await link.open(dialled, signal)
        link.streams[0]?.destroy()
        return opened
      },
    }
    const broker = brokerWith({ linkOf: () => closing })
    const { held } = connected(await broker.dial(forwardTo(port), PG))
    for (const each of held) each.destroy()
    broker.retireLinks('id-vpc', 2)
    await expect.poll(link.closed).toBe(true)
    await broker.close()
  })

  test('a dial that fails, or is given up, leaves nothing of the pair that is made beside it', async () => {
    const descriptors = (): number => readdirSync('/proc/self/fd').length
    const failing = { ...failingLink('ECONNREFUSED'), givesStreams: true } as const
    // One that heeds no signal, and never answers.
    const still = { ...failing, open: () => new Promise<never>(() => {}) }
    const before = descriptors()
    for (const link of [failing, still]) {
      const broker = brokerWith({ linkOf: () => link, dialTimeoutMs: 50 })
      for (let turn = 0; turn < 20; turn += 1) expect((await broker.dial(forwardTo(1), PG)).kind).toBe('refused')
    }
    await expect.poll(descriptors).toBeLessThanOrEqual(before)
  })

  test('nothing of the pair stays in the file system', async () => {
    const pairs = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('causeway-pair-'))
    const before = pairs()
    await throughStream(() => {})
    expect(pairs()).toEqual(before)
  })
})

/** A port that never answers: a listener in a process that accepts nothing, whose line is full, so that the kernel drops what comes. */
async function silentPort(): Promise<number> {
  const script = `const s=require('node:net').createServer().listen({port:0,host:'127.0.0.1',backlog:1},()=>{
    require('node:fs').writeSync(1,String(s.address().port)+'\\n'); for(;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)),0,0,1000) })`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  cleanUp.push(async () => child.kill('SIGKILL'))
  const [data] = await once(child.stdout, 'data')
  const port = Number(String(data))
  const fillers = Array.from({ length: 8 }, () => createConnection({ port, host: '127.0.0.1' }).on('error', () => {}))
  cleanUp.push(async () => {
    for (const socket of fillers) socket.destroy()
  })
  // A line of one holds two.
  let connected = 0
  for (const socket of fillers) socket.once('connect', () => (connected += 1))
  while (connected < 2) await new Promise((resolve) => setTimeout(resolve, 5))
  return port
}
