import { Socket } from 'node:net'
import { MESSAGES_FD } from '../../protocol/worker-pipes.ts'
import type { ChannelProcess } from './server-channel.ts'

/** This process as the server's worker: what the server says comes by node's channel, what we say goes by the pipe beside it. */
export function workerProcess(): ChannelProcess {
  const messages = new Socket({ fd: MESSAGES_FD, readable: false, writable: true })
  // The server is gone: its channel says so too, and ends the process.
  messages.on('error', () => undefined)
  return {
    send: (message) => messages.write(`${JSON.stringify(message)}\n`),
    on: (event, listener) => process.on(event, listener),
  }
}
