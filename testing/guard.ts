/**
 * A guard: a process of its own that runs one program, ends it when it is asked to or when the process that asked for it is gone (in whatever
 * way: the channel to it closes), and then removes the program's folder. It runs in its own session, so that Ctrl-C in a terminal reaches the
 * starting process alone, which then ends things in order.
 *
 * Started by guarded-process.ts and by nothing else.
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { type GuardOrder, type GuardReport, parseGuardOrder } from './guard-messages.ts'
import { waitPatiently } from './patience.ts'

type RunOrder = Extract<GuardOrder, { kind: 'run' }>

let running: { readonly child: ChildProcess; readonly order: RunOrder } | undefined
let folder: string | undefined
let released = false
let ending = false

function report(message: GuardReport): void {
  // The channel may be closed already: the starting process is allowed to go first.
  if (process.connected) process.send?.(message, () => {})
}

function run(order: RunOrder): void {
  if (ending) return
  const output = openSync(order.outputFile, 'a', 0o600)
  const child = spawn(order.command, order.args, {
    cwd: order.cwd,
    env: order.env,
    stdio: ['ignore', output, output],
    ...(order.identity && { uid: order.identity.uid, gid: order.identity.gid }),
  })
  closeSync(output)
  running = { child, order }
  child.once('spawn', () => report({ kind: 'started', pid: child.pid ?? 0 }))
  child.once('error', (error) => report({ kind: 'failed', message: error.message }))
  child.once('exit', (code, signal) => report({ kind: 'ended', code, signal }))
}

async function endProgram(): Promise<void> {
  if (running === undefined) return
  const { child, order } = running
  const { pid } = child
  if (pid === undefined) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  for (const signal of [...order.stopSignals, 'SIGKILL' as const]) {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    if (await endsInTime(pid, () => child.exitCode !== null || child.signalCode !== null, order.graceMs)) return
  }
  await ended
}

/** The time counts while the program does nothing: on a busy machine an end in order takes long. One that is busy with something else has ten times as long. */
async function endsInTime(pid: number, hasEnded: () => boolean, graceMs: number): Promise<boolean> {
  const latest = performance.now() + 10 * graceMs
  return waitPatiently({
    meanwhile: 'The program has not ended',
    look: () => hasEnded() || undefined,
    over: () => (performance.now() > latest ? 'it goes on' : undefined),
    processes: () => [pid],
    lifelessSecondsMax: graceMs / 1000,
  }).catch(() => false)
}

async function end(): Promise<void> {
  if (ending) return
  ending = true
  await endProgram()
  if (folder !== undefined) await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  process.exit(0)
}

process.on('message', (message) => {
  const order = parseGuardOrder(message)
  switch (order.kind) {
    case 'own-folder':
      folder = order.folder
      return
    case 'run':
      run(order)
      return
    case 'release':
      released = true
      process.disconnect?.()
      return
    case 'stop':
      void end()
      return
    default:
      order satisfies never
  }
})
process.on('disconnect', () => {
  if (!released) void end()
})
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end())
