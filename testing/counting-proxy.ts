import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'

export interface CountingProxy {
  readonly port: number
  /** Bytes that came from the server behind it while the work was done. One work at a time. */
  bytesOf(work: () => Promise<unknown>): Promise<number>
  close(): void
}

/** Stands before a server of this machine, on the loopback interface, and passes everything on. */
export async function startCountingProxy(port: number): Promise<CountingProxy> {
  let passed = 0
  const server = createServer((client) => {
    const behind = connect({ host: '127.0.0.1', port })
    behind.on('data', (bytes) => {
      passed += bytes.length
    })
    client.pipe(behind).pipe(client)
    for (const [one, other] of [
      [client, behind],
      [behind, client],
    ] as const)
      one.on('error', () => other.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async bytesOf(work) {
      passed = 0
      await work()
      return passed
    },
    close: () => void server.close(),
  }
}
