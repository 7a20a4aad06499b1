import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { selfSigned } from './certificate.ts'
import { type Front, portOf } from './recording-front.ts'

export interface ConnectProxy {
  /** http://127.0.0.1:port, for HTTPS_PROXY */
  readonly url: string
  close(): Promise<void>
}

/**
 * A proxy for clients whose hosts cannot be chosen: whatever host they want to reach through CONNECT, TLS ends here, and their requests go to the front.
 * They have to take a certificate that nobody has signed.
 */
export async function openConnectProxy(front: Front): Promise<ConnectProxy> {
  const { certificate, key } = await selfSigned('*.local.test', Date.now())
  const secure = createSecureServer({ cert: certificate, key }, front.pass)
  const proxy = createServer(front.pass)
  proxy.on('connect', (_request, socket, head) => {
    socket.on('error', () => socket.destroy())
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    if (head.length > 0) socket.unshift(head)
    secure.emit('connection', socket)
  })
  // A client that hangs up in the middle of a handshake is no matter of ours.
  secure.on('tlsClientError', () => {})
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    url: `http://127.0.0.1:${portOf(proxy.address())}`,
    close: async () => {
      secure.closeAllConnections()
      proxy.closeAllConnections()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
