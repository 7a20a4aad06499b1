import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { WorkerCommand } from './isolation.ts'

export interface ProbeTask {
  readonly tcpPort: number
  readonly unixSocketPath: string
  readonly fileOutside: string
}

/** 'possible', or the error code of the attempt. */
const ProbeSightSchema = Type.Object({
  tcp: Type.String(),
  unixSocket: Type.String(),
  readOutside: Type.String(),
  spawnProgram: Type.String(),
  environmentNames: Type.Array(Type.String()),
})
export type ProbeSight = Readonly<Static<typeof ProbeSightSchema>>

export type ProbeResult =
  | { readonly kind: 'seen'; readonly sight: ProbeSight }
  /** The process could not be started this way, or said nothing in time. */
  | { readonly kind: 'not-started'; readonly why: string }

const sightSchema = Compile(ProbeSightSchema)
/** Long, for a probe that is only slow must not cost the stronger sandbox: whatever does not answer is taken for a way that this machine does not have. */
const PROBE_MS = 30_000

/** What the probes try to reach: listeners on this machine and a file outside what a worker may read. */
export interface ProbeTargets extends AsyncDisposable {
  readonly task: ProbeTask
  /** Connections that really arrived, whatever the probe says. */
  arrivals(): number
}

export async function openProbeTargets(): Promise<ProbeTargets> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-probe-'))
  let arrived = 0
  const count = (): Server =>
    createServer((socket) => {
      arrived += 1
      socket.on('error', () => {})
      socket.destroy()
    })
  const tcp = count()
  const unix = count()
  await using opened = new AsyncDisposableStack()
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  const unixSocketPath = join(folder, 'socket')
  const fileOutside = join(folder, 'file')
  await writeFile(fileOutside, randomUUID())
  await listen(tcp, { host: '127.0.0.1', port: 0 })
  opened.defer(() => close(tcp))
  await listen(unix, { path: unixSocketPath })
  opened.defer(() => close(unix))
  const address = tcp.address()
  const tcpPort = typeof address === 'object' && address !== null ? address.port : 0
  const held = opened.move()
  return {
    task: { tcpPort, unixSocketPath, fileOutside },
    arrivals: () => arrived,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

/** Starts a process in the same way as a worker, lets it try, and ends it. */
export async function runProbe(command: WorkerCommand, task: ProbeTask, whileItRuns?: (pid: number) => void): Promise<ProbeResult> {
  const child = spawn(command.file, command.args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env: {} })
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
    child.once('error', () => resolve())
  })
  try {
    return await answerOf(child, task, whileItRuns)
  } finally {
    child.kill('SIGKILL')
    await exited
  }
}

function answerOf(child: ChildProcess, task: ProbeTask, whileItRuns?: (pid: number) => void): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const end = (result: ProbeResult): void => {
      clearTimeout(timer)
      resolve(result)
    }
    const timer = setTimeout(() => end({ kind: 'not-started', why: `no answer within ${PROBE_MS} ms` }), PROBE_MS)
    child.once('error', (error) => end({ kind: 'not-started', why: error.message }))
    child.once('close', (code, signal) => end({ kind: 'not-started', why: signal ?? `exit code ${code}` }))
    child.on('message', (message: unknown) => {
      if (message === 'started') {
        if (child.pid !== undefined) whileItRuns?.(child.pid)
        child.send(task, () => {})
      } else if (sightSchema.Check(message)) {
        end({ kind: 'seen', sight: message })
      } else {
        end({ kind: 'not-started', why: 'an answer that is none' })
      }
    })
  })
}

const listen = (server: Server, where: { readonly host: string; readonly port: number } | { readonly path: string }): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(where, () => resolve())
  })

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
