import { createServer } from 'node:https'
import type { Socket } from 'node:net'
import { CausewayError } from '../../../../base/errors.ts'
import { hasCode } from '../../../../base/has-code.ts'
import { plainAnswer } from '../../answers/plain-answer.ts'
import type { Transport } from '../transport.ts'
import type { Certificate } from './certificate.ts'

export interface TlsTransport extends Transport {
  /** For connections that come from now on; those that are open stay as they are. */
  use(certificate: Certificate): void
}

/** HTTP/1.1 within TLS 1.2 or 1.3. */
export function tlsTransport(first: Certificate): TlsTransport {
  let change = (_certificate: Certificate): void => {}
  /** Connections whose handshake is not done: nobody else knows of them. */
  const handshaking = new Map<string, Socket>()
  return {
    scheme: 'https',
    createServer(options, { headersMs }) {
      const server = createServer({
        ...options,
        ...pemOf(first),
        minVersion: 'TLSv1.2',
        handshakeTimeout: headersMs,
        noDelay: true,
        ALPNProtocols: ['http/1.1'],
      })
      change = (certificate) => server.setSecureContext({ ...pemOf(certificate), minVersion: 'TLSv1.2' })
      server.prependListener('connection', (socket: Socket) => {
        const peer = peerOf(socket)
        handshaking.set(peer, socket)
        socket.once('close', () => {
          if (handshaking.get(peer) === socket) handshaking.delete(peer)
        })
      })
      server.prependListener('secureConnection', (socket) => handshaking.delete(peerOf(socket)))
      // The framework would answer in HTTP, to who has not agreed on a key.
      server.removeAllListeners('tlsClientError')
      server.on('tlsClientError', (error, secure) => {
        const socket = handshaking.get(peerOf(secure))
        if (hasCode(error, 'ERR_SSL_HTTP_REQUEST') && socket?.writable === true) socket.write(plainAnswer(spokeHttp()))
        secure.destroy()
      })
      return server
    },
    use: (certificate) => change(certificate),
    closeUnfinished() {
      for (const socket of handshaking.values()) socket.destroy()
    },
    // Words would need a handshake, which is what costs most.
    refuse: (socket) => void socket.destroy(),
  }
}

const pemOf = ({ chain, key }: Certificate) => ({ cert: chain, key })

const peerOf = ({ remoteAddress, remotePort, localAddress }: Socket): string => `${remoteAddress} ${remotePort} ${localAddress}`

const spokeHttp = (): CausewayError =>
  new CausewayError('invalid-parameter', 'What came is plain HTTP, and this address speaks HTTPS', {
    hint: 'Begin the endpoint with https://.',
  })
