/** Runs inside a network namespace: dials what the server asks for, gives it the connected sockets and the answers to datagrams, and ends with it. */
import type { SendHandle } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { Socket } from 'node:net'
import { Value } from 'typebox/value'
import { asDialled } from '../../../../base/sockets/dialled-socket.ts'
import { askByDatagram } from '../ask-by-datagram.ts'
import { type FromInside, ToInside } from './messages.ts'

const dials = new Map<number, Socket>()
const asked = new Map<number, AbortController>()

/** With the kernel's socket itself: one that Node makes of it at the other side would be read from at once, and what was read would be lost to whom it is handed to. */
function tell(message: FromInside, socket?: Socket): void {
  const handle: unknown = socket !== undefined && '_handle' in socket ? socket._handle : undefined
  // The server has its own copy then; this closes only ours.
  process.send?.(message, handle as SendHandle, undefined, () => socket?.destroy())
}

function dial(dialId: number, ip: string, port: number): void {
  const socket = new Socket()
  dials.set(dialId, socket)
  // Before it connects: a greeting is not for this process.
  socket.pause()
  asDialled(socket)
  socket.on('error', (error) => {
    // After that it is the server's, who sees for himself.
    if (!dials.delete(dialId)) return
    const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
    tell({ kind: 'failed', dialId, ...code })
  })
  socket.once('connect', () => {
    if (dials.delete(dialId)) tell({ kind: 'connected', dialId }, socket)
  })
  socket.connect({ host: ip, port })
}

function ask({ dialId, ip, port, datagram }: Extract<ToInside, { kind: 'ask' }>): void {
  const controller = new AbortController()
  asked.set(dialId, controller)
  askByDatagram({ ip, port }, Buffer.from(datagram, 'base64'), controller.signal)
    .then(
      (answer) => tell({ kind: 'answered', dialId, datagram: answer.toString('base64') }),
      () => tell({ kind: 'failed', dialId }),
    )
    .finally(() => asked.delete(dialId))
}

process.on('message', (told: unknown) => {
  const message = Value.Parse(ToInside, told)
  if (message.kind === 'dial') return dial(message.dialId, message.ip, message.port)
  if (message.kind === 'ask') return ask(message)
  asked.get(message.dialId)?.abort()
  dials.get(message.dialId)?.destroy()
  dials.delete(message.dialId)
})
process.on('disconnect', () => process.exit())
tell({ kind: 'ready', namespace: readlinkSync('/proc/self/ns/net') })
