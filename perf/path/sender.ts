/** The database's place in the benchmark path: a process that sends so many bytes on one port after the first byte it gets, and only accepts on another. */
import { createServer, type Server, type Socket } from 'node:net'

const bytesMax = Number(process.argv[2])
const chunk = Buffer.alloc(64 * 1024, 'x')

function sendAll(socket: Socket): void {
  let sent = 0
  const more = (): void => {
    while (sent < bytesMax) {
      sent += chunk.length
      if (!socket.write(chunk)) {
        socket.once('drain', more)
        return
      }
    }
    socket.end()
  }
  more()
}

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const open = (onSocket: (socket: Socket) => void): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer({ noDelay: true }, (socket) => {
      socket.on('error', () => {})
      onSocket(socket)
    }).listen(0, '127.0.0.1', () => resolve(server))
  })

const bytes = await open((socket) => socket.once('data', () => sendAll(socket)))
/** What has no answer cannot show that it is open to whom a tunnel has accepted. */
const silent = await open((socket) => (process.argv[3] === 'echo' ? socket.pipe(socket) : socket.resume()))
process.on('disconnect', () => process.exit())
process.send?.({ bytesPort: portOf(bytes), silentPort: portOf(silent) })
