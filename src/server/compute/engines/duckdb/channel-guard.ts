import { AsyncLocalStorage } from 'node:async_hooks'

/** Told what came over a child's channel when it cannot even be read. */
export type OnUnreadable = (what: string) => void

const channelOwner = new AsyncLocalStorage<OnUnreadable>()
let guards = 0

/** Whatever `spawn` starts with an IPC channel: while a guard is open, bytes on that channel that node cannot read are told to `onUnreadable`. */
export const spawnGuarded = <T>(onUnreadable: OnUnreadable, spawn: () => T): T => channelOwner.run(onUnreadable, spawn)

/**
 * Node reads a child's channel before any handler of ours does, and throws out of there when the bytes are not its own JSON: one worker that broke out of its
 * program would end the server, and with it every queue. While a guard is open that is told to the one whose child it was. Any other uncaught exception
 * takes its usual way.
 */
export function openChannelGuard(): Disposable {
  guards += 1
  if (guards === 1) process.setUncaughtExceptionCaptureCallback(capture)
  let open = true
  return {
    [Symbol.dispose]() {
      if (!open) return
      open = false
      guards -= 1
      if (guards === 0) process.setUncaughtExceptionCaptureCallback(null)
    },
  }
}

function capture(error: unknown): void {
  const onUnreadable = channelOwner.getStore()
  if (onUnreadable !== undefined && isOfChannel(error)) onUnreadable('bytes that are no message')
  else dieUncaught(error)
}

/** What node does by itself: the listeners, and without any the end. */
function dieUncaught(error: unknown): void {
  if (process.emit('uncaughtException', asError(error), 'uncaughtException')) return
  process.stderr.write(`Uncaught ${asError(error).stack}\n`)
  process.exit(1)
}

/** Thrown by node's reader itself: what a handler of ours throws while a message is handed on comes from outside of the reader's own loop. */
const isOfChannel = (error: unknown): boolean => error instanceof Error && (error.stack ?? '').includes('parseChannelMessages')

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)))
