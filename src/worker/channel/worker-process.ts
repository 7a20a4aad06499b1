import { Socket } from 'node:net'
import type { WorkerMessage } from '../../protocol/worker-channel.ts'
import { MESSAGES_FD } from '../../protocol/worker-pipes.ts'
import type { ChannelProcess } from './server-channel.ts'

/** This process as the server's worker: what the server says comes by node's channel, what we say goes by the pipe beside it. */
export function workerProcess(): ChannelProcess {
  const messages = new Socket({ fd: MESSAGES_FD, readable: false, writable: true })
  // The server is gone: its channel says so too, and ends the process.
  messages.on('error', () => undefined)
  acknowledgeNothing()
  let soon = ''
  const taken = (): string => {
    const all = soon
    soon = ''
    return all
  }
  return {
    send(message) {
      const line = lineOf(message)
      // Who waits for a socket comes first; what tells an end comes last.
      return messages.write(message.kind === 'dial' ? line + taken() : taken() + line)
    },
    sendSoon(message) {
      if (soon === '') setImmediate(() => void (soon !== '' && messages.write(taken())))
      soon += lineOf(message)
    },
    on: (event, listener) => process.on(event, listener),
  }
}

const lineOf = (message: WorkerMessage): string => `${JSON.stringify(message)}\n`

/**
 * Node would answer each socket on the channel: a write here and a turn of the server for what nobody waits for, before the socket is given to us. `socket-taken`
 * says it, and says which. A node that answers in another way is ended by the server at the first socket.
 */
function acknowledgeNothing(): void {
  const send: unknown = Reflect.get(process, SEND)
  if (typeof send !== 'function') return
  Reflect.set(process, SEND, (message: unknown, ...others: readonly unknown[]) =>
    isAcknowledgement(message) ? true : Reflect.apply(send, process, [message, ...others]),
  )
}

const SEND = '_send'

const isAcknowledgement = (message: unknown): boolean =>
  typeof message === 'object' && message !== null && 'cmd' in message && message.cmd === 'NODE_HANDLE_ACK'
