import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { Value } from 'typebox/value'
import { STEADY_COMPILER } from '../../../../base/steady-compiler.ts'
import type { DialledAddress } from '../../address.ts'
import { FromInside, type ToInside } from './messages.ts'
import type { NetnsFailure } from './netns-failures.ts'

/** A process in a network namespace that dials there. */
export interface InsideProcess {
  /** As the kernel numbers it. */
  readonly namespace: string
  /** Connected, paused, and nothing has been read from it. Rejects with an error that has a `code` where the operating system gave one. */
  dial(dialled: DialledAddress, signal: AbortSignal): Promise<Socket>
  /** As askByDatagram. */
  ask(dialled: DialledAddress, datagram: Buffer, signal: AbortSignal): Promise<Buffer>
  readonly ended: Promise<NetnsFailure>
  /** Resolves when it is gone. What it has dialled stays. */
  stop(): Promise<void>
}

export class NetnsFailed extends Error {
  readonly failure: NetnsFailure

  constructor(failure: NetnsFailure) {
    super('Nothing can be dialled in the network namespace')
    this.failure = failure
  }
}

const PROGRAM = join(import.meta.dirname, 'dial-inside-main.ts')
const SAID_MAX = 2_048
/** Of setpriv and nsenter: the program to start is not there. */
const NO_PROGRAM = 127

/** nsenter, setpriv and Node become one another: one process, which dies with this one. */
function start(path: string): ChildProcess {
  const setpriv = ['setpriv', '--pdeathsig', 'KILL', '--no-new-privs']
  return spawn(
    'nsenter',
    [`--net=${path}`, ...setpriv, process.execPath, STEADY_COMPILER, '--disable-warning=ExperimentalWarning', PROGRAM],
    {
      cwd: '/',
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    },
  )
}

/** Rejects with NetnsFailed, and nothing of it stays then. */
export async function enterNamespace(path: string, signal: AbortSignal): Promise<InsideProcess> {
  const child = start(path)
  const dials = new Map<number, PromiseWithResolvers<Socket>>()
  const asked = new Map<number, PromiseWithResolvers<Buffer>>()
  const ready = Promise.withResolvers<string>()
  let said = ''
  let isReady = false
  let lastId = 0
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-SAID_MAX)
  })
  child.on('message', (told: unknown, handle: unknown) => {
    if (Value.Check(FromInside, told)) hear(told, handle)
    else {
      release(handle)
      // Whatever runs there is not what was started.
      child.kill('SIGKILL')
    }
  })
  const ended = new Promise<NetnsFailure>((resolve) => {
    child.once('error', () => resolve('NETNS_NO_PROGRAM'))
    child.once('close', (code) => {
      if (isReady) resolve('NETNS_ENDED')
      else if (code === NO_PROGRAM || /failed to execute/.test(said)) resolve('NETNS_NO_PROGRAM')
      else resolve(/Invalid argument/.test(said) ? 'NETNS_NO_NAMESPACE' : 'NETNS_NOT_ENTERED')
    })
  })
  void ended.then((failure) => {
    ready.reject(new NetnsFailed(failure))
    for (const waiting of [...dials.values(), ...asked.values()]) waiting.reject(new NetnsFailed(failure))
    dials.clear()
    asked.clear()
  })

  function hear(message: FromInside, handle: unknown): void {
    if (message.kind === 'ready') {
      release(handle)
      isReady = true
      ready.resolve(message.namespace)
      return
    }
    const question = asked.get(message.dialId)
    asked.delete(message.dialId)
    if (message.kind === 'answered') {
      release(handle)
      question?.resolve(Buffer.from(message.datagram, 'base64'))
      return
    }
    const dial = dials.get(message.dialId)
    dials.delete(message.dialId)
    if (message.kind === 'connected' && dial !== undefined && typeof handle === 'object' && handle !== null) {
      dial.resolve(socketOf(handle))
      return
    }
    release(handle)
    const code = message.kind === 'failed' && message.code !== undefined ? { code: message.code } : {}
    dial?.reject(Object.assign(new Error('It is not connected'), code))
    question?.reject(new Error('Nothing has come back'))
  }

  async function stop(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  }

  /** Of both kinds: it waits until the process inside has said what came of it, or is given up. */
  function wait<T>(waiters: Map<number, PromiseWithResolvers<T>>, message: (dialId: number) => ToInside, until: AbortSignal): Promise<T> {
    if (!child.connected) return Promise.reject(new NetnsFailed('NETNS_ENDED'))
    lastId += 1
    const dialId = lastId
    const waiting = Promise.withResolvers<T>()
    const giveUp = (): void => {
      waiters.delete(dialId)
      tell(child, { kind: 'give-up', dialId })
      waiting.reject(new Error('The dial was given up'))
    }
    if (until.aborted) return Promise.reject(new Error('The dial was given up'))
    waiters.set(dialId, waiting)
    until.addEventListener('abort', giveUp, { once: true })
    tell(child, message(dialId))
    return waiting.promise.finally(() => until.removeEventListener('abort', giveUp))
  }

  const dial = (dialled: DialledAddress, until: AbortSignal): Promise<Socket> =>
    wait(dials, (dialId) => ({ kind: 'dial', dialId, ...dialled }), until)
  const ask = (dialled: DialledAddress, datagram: Buffer, until: AbortSignal): Promise<Buffer> =>
    wait(asked, (dialId) => ({ kind: 'ask', dialId, ...dialled, datagram: datagram.toString('base64') }), until)

  const giveUpStart = (): void => ready.reject(new NetnsFailed('NETNS_SILENT'))
  signal.addEventListener('abort', giveUpStart, { once: true })
  if (signal.aborted) giveUpStart()
  try {
    return { namespace: await ready.promise, dial, ask, ended, stop }
  } catch (thrown) {
    await stop()
    throw thrown
  } finally {
    signal.removeEventListener('abort', giveUpStart)
  }
}

/** One that has ended is noticed by its end. */
const tell = (child: ChildProcess, message: ToInside): void => void (child.connected && child.send(message, () => {}))

/** Node has no public name for a socket of which nothing has been read: one that comes as such would be read from at once. */
function socketOf(handle: object): Socket {
  const options: object = { handle, pauseOnCreate: true }
  const socket = new Socket(options)
  // A peer may reset the connection before its taker listens: that is told by 'close', never by a crash of the server.
  return socket.on('error', () => {})
}

function release(handle: unknown): void {
  if (typeof handle === 'object' && handle !== null && 'close' in handle && typeof handle.close === 'function') handle.close()
}
