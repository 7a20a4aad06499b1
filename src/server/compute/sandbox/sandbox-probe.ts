import type { ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { makeSocketFolder } from '../../../base/sockets/socket-folder.ts'
import { type NoProgress, noProgressText, type ProgressLimits, watchProgress } from '../processes/progress-watch.ts'
import { endWorkerProcess } from './end-worker-process.ts'
import type { WorkerCommand } from './isolation.ts'
import { failedCall } from './launcher/call-program.ts'
import { closeHeld, spawnHeld } from './spawn-held.ts'

export interface ProbeTask {
  readonly serverPid: number
  readonly tcpPort: number
  readonly unixSocketPath: string
  readonly fileOutside: string
  /** In a folder as those of a job's data. */
  readonly fileInside: string
}

/** What a call of the C library came to, past node: 'possible', or its errno. */
export type NativeSight = Readonly<Record<(typeof NATIVE_ATTEMPTS)[number], string>>

const NATIVE_ATTEMPTS = [
  'socket',
  'turnHandedSocket',
  'becomeProgram',
  'startProgram',
  'signalServer',
  'ownDescriptorByServer',
  'openServerMemory',
  'openFileInside',
  'openFileOutside',
  'writeFileOutside',
  'writeKernelSetting',
  'writeDevice',
] as const

/** What an attempt by node came to: 'possible', or the error code. */
type NodeSight = Readonly<Record<(typeof NODE_ATTEMPTS)[number], string>>

const NODE_ATTEMPTS = ['tcp', 'unixSocket', 'readOutside', 'spawnProgram'] as const

export interface ProbeSight extends NodeSight {
  readonly environmentNames: readonly string[]
  /** It is the first of a process namespace: its end is the end of all in it. */
  readonly isFirstProcess: boolean
  /** A text: why there is no way to call the C library. */
  readonly native: NativeSight | string
}

export type ProbeResult =
  | { readonly kind: 'seen'; readonly sight: ProbeSight }
  /** The process could not be started this way, or said nothing in time. */
  | { readonly kind: 'not-started'; readonly why: string }

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
  const insideFolder = await mkdtemp(join(scratch, 'probe-inside-'))
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
  for (const folder of [socketFolder, fileFolder, insideFolder]) opened.defer(() => rm(folder, { recursive: true, force: true }))
  const unixSocketPath = join(socketFolder, 'socket')
  const fileOutside = join(fileFolder, 'file')
  const fileInside = join(insideFolder, 'file')
  for (const file of [fileOutside, fileInside]) await writeFile(file, randomUUID())
  await listen(tcp, { host: '127.0.0.1', port: 0 })
  opened.defer(() => close(tcp))
  await listen(unix, { path: unixSocketPath })
  opened.defer(() => close(unix))
  await listen(database, { host: '127.0.0.1', port: 0 })
  opened.defer(() => close(database))
  const held = opened.move()
  return {
    task: { serverPid: process.pid, tcpPort: portOf(tcp), unixSocketPath, fileOutside, fileInside },
    connect: () => connected(portOf(database)),
    arrivals: () => arrived,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

/** By whoever looks at a probe from outside. */
export interface ProbeWatcher {
  /** Its process has been made, if it could be. */
  readonly launched?: () => void
  /** It runs, and goes on until this returns. */
  readonly whileItRuns?: (pid: number) => void
}

/** Starts a process in the same way as a worker, lets it try, and ends it. */
export async function runProbe(command: WorkerCommand, targets: ProbeTargets, watcher: ProbeWatcher = {}): Promise<ProbeResult> {
  const handed = await targets.connect()
  const child = spawnHeld(command, { errors: 'pipe', messages: 'ignore' })
  watcher.launched?.()
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
    child.once('error', () => resolve())
  })
  try {
    return await answerOf(child, { command, task: targets.task, handed, watcher })
  } finally {
    endWorkerProcess(child, command)
    await exited
    handed.destroy()
  }
}

interface Probing {
  readonly command: WorkerCommand
  readonly task: ProbeTask
  readonly handed: Socket
  readonly watcher: ProbeWatcher
}

function answerOf(child: ChildProcess, { command, task, handed, watcher }: Probing): Promise<ProbeResult> {
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
      const call = command.view === undefined ? undefined : failedCall(code)
      const why = signal ?? (call === undefined ? `exit code ${code}` : `the system refused ${call}`)
      end({ kind: 'not-started', why: `${why}${line === '' ? '' : ` (${line})`}` })
    })
    const begin = (): void => {
      if (child.connected) child.send(task, handed, { keepOpen: true }, () => {})
    }
    // At once, not when it has started: this process may be busy then, and the probe would wait.
    if (command.view === undefined) begin()
    child.on('message', (message: unknown) => {
      if (message === 'started') {
        if (child.pid !== undefined) watcher.whileItRuns?.(child.pid)
        if (command.view !== undefined) {
          closeHeld(child, command, [dirname(task.fileInside)]).then(begin, (error: unknown) =>
            end({ kind: 'not-started', why: String(error) }),
          )
        }
      } else if (isSight(message)) {
        end({ kind: 'seen', sight: message })
      } else {
        end({ kind: 'not-started', why: 'an answer that is none' })
      }
    })
  })
}

/** By hand: the library that checks other messages takes longer to load than the probes take, and they are what a start waits for first. */
function isSight(value: unknown): value is ProbeSight {
  if (!hasTexts(value, NODE_ATTEMPTS) || !('environmentNames' in value && 'isFirstProcess' in value && 'native' in value)) return false
  const { environmentNames, isFirstProcess, native } = value
  return (
    Array.isArray(environmentNames) &&
    environmentNames.every((name) => typeof name === 'string') &&
    typeof isFirstProcess === 'boolean' &&
    (typeof native === 'string' || hasTexts(native, NATIVE_ATTEMPTS))
  )
}

const hasTexts = (value: unknown, names: readonly string[]): value is object =>
  typeof value === 'object' && value !== null && names.every((name) => typeof Reflect.get(value, name) === 'string')

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
