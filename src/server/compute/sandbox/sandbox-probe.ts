import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { makeSocketFolder } from '../../../base/socket-folder.ts'
import { type NoProgress, noProgressText, type ProgressLimits, watchProgress } from '../processes/progress-watch.ts'
import { endWorkerProcess } from './end-worker-process.ts'
import type { WorkerCommand } from './isolation.ts'

export interface ProbeTask {
  readonly serverPid: number
  readonly tcpPort: number
  readonly unixSocketPath: string
  readonly fileOutside: string
}

/** What a call of the C library came to, past node: 'possible', or its errno. */
const NativeSightSchema = Type.Object({
  socket: Type.String(),
  turnHandedSocket: Type.String(),
  becomeProgram: Type.String(),
  startProgram: Type.String(),
  signalServer: Type.String(),
  ownDescriptorByServer: Type.String(),
  openServerMemory: Type.String(),
  openFileOutside: Type.String(),
  writeFileOutside: Type.String(),
  writeKernelSetting: Type.String(),
  writeDevice: Type.String(),
})
export type NativeSight = Readonly<Static<typeof NativeSightSchema>>

/** 'possible', or the error code of the attempt. */
const ProbeSightSchema = Type.Object({
  tcp: Type.String(),
  unixSocket: Type.String(),
  readOutside: Type.String(),
  spawnProgram: Type.String(),
  environmentNames: Type.Array(Type.String()),
  /** It is the first of a process namespace: its end is the end of all in it. */
  isFirstProcess: Type.Boolean(),
  /** A text: why there is no way to call the C library. */
  native: Type.Union([NativeSightSchema, Type.String()]),
})
export type ProbeSight = Readonly<Static<typeof ProbeSightSchema>>

export type ProbeResult =
  | { readonly kind: 'seen'; readonly sight: ProbeSight }
  /** The process could not be started this way, or said nothing in time. */
  | { readonly kind: 'not-started'; readonly why: string }

const sightSchema = Compile(ProbeSightSchema)
/** Of what the process wrote, for the reason why it was not started. */
const WRITTEN_CHARACTERS_MAX = 300
/** Long, for a probe that is only slow must not cost the stronger sandbox: whatever does not answer is taken for a way that this machine does not have. */
const PROBE_LIMITS: ProgressLimits = { stillMs: 30_000, cpuMs: 30_000, blindMs: 60_000 }

/** What the probes try to reach: listeners on this machine and a file outside what a worker may read. */
export interface ProbeTargets extends AsyncDisposable {
  readonly task: ProbeTask
  /** A connection as a worker is handed one; the probe's other attempts do not lead there. */
  connect(): Promise<Socket>
  /** Connections that really arrived, whatever the probe says. */
  arrivals(): number
}

/** @param scratch absolute; what a killed process leaves in it is for the next start to remove */
export async function openProbeTargets(scratch: string): Promise<ProbeTargets> {
  const socketFolder = await makeSocketFolder(scratch, 'probe')
  await mkdir(scratch, { recursive: true, mode: 0o700 })
  const fileFolder = await mkdtemp(join(scratch, 'probe-'))
  let arrived = 0
  const count = (): Server =>
    createServer((socket) => {
      arrived += 1
      socket.on('error', () => {})
      socket.destroy()
    })
  const tcp = count()
  const unix = count()
  const database = createServer((socket) => socket.on('error', () => {}).resume())
  await using opened = new AsyncDisposableStack()
  for (const folder of [socketFolder, fileFolder]) opened.defer(() => rm(folder, { recursive: true, force: true }))
  const unixSocketPath = join(socketFolder, 'socket')
  const fileOutside = join(fileFolder, 'file')
  await writeFile(fileOutside, randomUUID())
  await listen(tcp, { host: '127.0.0.1', port: 0 })
  opened.defer(() => close(tcp))
  await listen(unix, { path: unixSocketPath })
  opened.defer(() => close(unix))
  await listen(database, { host: '127.0.0.1', port: 0 })
  opened.defer(() => close(database))
  const held = opened.move()
  return {
    task: { serverPid: process.pid, tcpPort: portOf(tcp), unixSocketPath, fileOutside },
    connect: () => connected(portOf(database)),
    arrivals: () => arrived,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

/** Starts a process in the same way as a worker, lets it try, and ends it. */
export async function runProbe(command: WorkerCommand, targets: ProbeTargets, whileItRuns?: (pid: number) => void): Promise<ProbeResult> {
  const handed = await targets.connect()
  const child = spawn(command.file, command.args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: {}, detached: true })
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
    child.once('error', () => resolve())
  })
  try {
    return await answerOf(child, { task: targets.task, handed, ...(whileItRuns === undefined ? {} : { whileItRuns }) })
  } finally {
    endWorkerProcess(child, command)
    await exited
    handed.destroy()
  }
}

interface Probing {
  readonly task: ProbeTask
  readonly handed: Socket
  readonly whileItRuns?: (pid: number) => void
}

function answerOf(child: ChildProcess, { task, handed, whileItRuns }: Probing): Promise<ProbeResult> {
  let wrote = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    wrote = `${wrote}${text}`.slice(0, WRITTEN_CHARACTERS_MAX)
  })
  return new Promise((resolve) => {
    const end = (result: ProbeResult): void => {
      watch?.[Symbol.dispose]()
      resolve(result)
    }
    const late = (why: NoProgress): void => end({ kind: 'not-started', why: `no answer: ${noProgressText(why)}` })
    const watch = child.pid === undefined ? undefined : watchProgress(child.pid, { limits: PROBE_LIMITS, gaveUp: late })
    child.once('error', (error) => end({ kind: 'not-started', why: error.message }))
    child.once('close', (code, signal) => {
      const line = wrote.trim().split('\n')[0] ?? ''
      end({ kind: 'not-started', why: `${signal ?? `exit code ${code}`}${line === '' ? '' : ` (${line})`}` })
    })
    child.on('message', (message: unknown) => {
      if (message === 'started') {
        if (child.pid !== undefined) whileItRuns?.(child.pid)
        child.send(task, handed, { keepOpen: true }, () => {})
      } else if (sightSchema.Check(message)) {
        end({ kind: 'seen', sight: message })
      } else {
        end({ kind: 'not-started', why: 'an answer that is none' })
      }
    })
  })
}

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const connected = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port }, () => resolve(socket))
    socket.once('error', reject)
    socket.on('error', () => {})
    socket.pause()
  })

const listen = (server: Server, where: { readonly host: string; readonly port: number } | { readonly path: string }): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(where, () => resolve())
  })

const close = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
