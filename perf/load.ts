import { connect, type Socket } from 'node:net'

export interface Load {
  readonly perSecond: number
  /** Status and body of each answer, in the order in which they came. */
  readonly answers: readonly { readonly status: number; readonly body: string }[]
}

/**
 * Sends the requests, each as it goes over the wire, over so many connections at once, each its next when its last is answered. By hand, because a client
 * library takes longer for a request than the server that is measured.
 */
export async function sendAll(port: number, requests: readonly Buffer[], atOnce: number): Promise<Load> {
  const answers: { status: number; body: string }[] = []
  let next = 0
  const sockets: Socket[] = []
  for (let n = 0; n < atOnce; n++) sockets.push(await opened(port))
  const startedAt = performance.now()
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve, reject) => {
          let received = ''
          const send = (): void => {
            const request = requests[next++]
            if (request === undefined) resolve()
            else socket.write(request)
          }
          socket.on('error', reject)
          socket.on('close', () => reject(new Error('the server closed a connection')))
          socket.on('data', (chunk: string) => {
            received += chunk
            const headEnd = received.indexOf('\r\n\r\n')
            if (headEnd < 0) return
            const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1] ?? 0)
            if (Buffer.byteLength(received) < Buffer.byteLength(received.slice(0, headEnd)) + 4 + length) return
            answers.push({ status: Number(received.slice(9, 12)), body: received.slice(headEnd + 4) })
            received = ''
            send()
          })
          send()
        }),
    ),
  )
  const tookMs = performance.now() - startedAt
  for (const socket of sockets) {
    socket.removeAllListeners()
    socket.destroy()
  }
  return { perSecond: (1000 * requests.length) / tookMs, answers }
}

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    socket.setEncoding('utf8')
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}
