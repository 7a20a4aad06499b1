import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { askedBySocks, type CheckLogin } from './socks5.ts'

const closing: { close(): void }[] = []
afterEach(() => {
  for (const each of closing.splice(0)) each.close()
})

/** Both ends of a connection: what the client says is read by the server. */
async function ends(): Promise<{ readonly client: Socket; readonly served: Socket }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const accepted = once(server, 'connection')
  const client = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1').on('error', () => {})
  const [served]: Socket[] = await accepted
  if (served === undefined) throw new Error('nobody came')
  closing.push({
    close() {
      client.destroy()
      served.destroy()
      server.close()
    },
  })
  return { client, served: served.on('error', () => {}) }
}

async function asked(bytes: readonly number[], check?: CheckLogin) {
  const { client, served } = await ends()
  client.end(Buffer.from(bytes))
  return { served, end: await askedBySocks(served, check, AbortSignal.timeout(600_000)) }
}

const HELLO = [5, 1, 0]
const NAME = [3, 2, 0x70, 0x67]

it('reads a name, an IPv4 and an IPv6 address, and takes nothing that comes behind', async () => {
  const { served, end } = await asked([...HELLO, 5, 1, 0, ...NAME, 0x15, 0x38, 1, 2, 3])
  expect(end).toEqual({ kind: 'asked', target: { host: 'pg', port: 5432 } })
  expect([...(served.read() as Buffer)]).toEqual([1, 2, 3])
  expect((await asked([...HELLO, 5, 1, 0, 1, 10, 0, 0, 9, 0, 80])).end).toEqual({ kind: 'asked', target: { host: '10.0.0.9', port: 80 } })
  const address = [0xfd, ...new Array<number>(14).fill(0), 9]
  expect((await asked([...HELLO, 5, 1, 0, 4, ...address, 0, 80])).end).toEqual({
    kind: 'asked',
    target: { host: 'fd00:0:0:0:0:0:0:9', port: 80 },
  })
})

it('refuses what is none of it', async () => {
  const reasonOf = async (bytes: readonly number[], check?: CheckLogin): Promise<string | undefined> => {
    const { end } = await asked(bytes, check)
    return end.kind === 'refused' ? end.reason : undefined
  }
  expect(await reasonOf([4, 1, 0, 80, 10, 0, 0, 9, 0])).toBe('no SOCKS5')
  expect(await reasonOf([...Buffer.from('GET / HTTP/1.1\r\n\r\n')])).toBe('no SOCKS5')
  expect(await reasonOf([...HELLO, 5, 2, 0, ...NAME, 0, 80])).toBe('not CONNECT')
  expect(await reasonOf([...HELLO, 5, 1, 0, 9, 0, 80])).toBe('no such kind of address')
  expect(await reasonOf([...HELLO, 5, 1, 0, 3, 0, 0, 80])).toBe('no name')
  expect(await reasonOf([...HELLO, 5, 1, 0, 3, 200, 1])).toBe('ended')
  expect(await reasonOf([])).toBe('ended')
  expect(await reasonOf(HELLO, () => true)).toBe('log-in missing')
  expect(await reasonOf([5, 1, 2, 1, 1, 0x75, 1, 0x70], () => false)).toBe('no such log-in')
})

it('waits for a client that speaks a byte at a time, and lets others have their turn', async () => {
  const { client, served } = await ends()
  const waiting = askedBySocks(served, undefined, AbortSignal.timeout(600_000))
  client.setNoDelay(true)
  for (const byte of [...HELLO, 5, 1, 0, ...NAME, 0x15, 0x38]) {
    client.write(Buffer.from([byte]))
    // Of the event loop: it comes to this only where the server lets go.
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  expect(await waiting).toEqual({ kind: 'asked', target: { host: 'pg', port: 5432 } })
  expect(served.listenerCount('close')).toBeLessThan(5)
})

it('is given up by its signal, however slowly the client speaks', async () => {
  const { client, served } = await ends()
  const given = new AbortController()
  const waiting = askedBySocks(served, undefined, given.signal)
  client.write(Buffer.from(HELLO))
  await once(client, 'readable')
  client.write(Buffer.from([5]))
  given.abort()
  await expect(waiting).rejects.toThrow('aborted')
})
