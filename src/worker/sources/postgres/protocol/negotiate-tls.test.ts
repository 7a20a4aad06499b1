import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { CausewayError } from '../../../../base/errors.ts'
import { negotiateTls } from './negotiate-tls.ts'

test('a database that greets first, as MySQL does, is told from one that has broken off', async () => {
  const server = createServer((socket) => socket.end('J\0\0\0\x0a10.11.19-MariaDB\0'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const socket = connect({ host: '127.0.0.1', port: typeof address === 'object' && address !== null ? address.port : 0 })
  try {
    const asked = negotiateTls(socket, { host: 'db', sslMode: 'prefer' }, undefined, 'db:3306/shop')
    const failure = await asked.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(failure).toBeInstanceOf(CausewayError)
    expect(failure).toMatchObject({
      message: expect.stringContaining('db:3306/shop answered the request for encryption as no PostgreSQL does'),
      hint: expect.stringContaining('jdbc:mysql:'),
    })
  } finally {
    socket.destroy()
    server.close()
  }
})
