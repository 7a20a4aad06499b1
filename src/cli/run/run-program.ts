import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { asCausewayError, CausewayError } from '../../base/errors.ts'
import { STEADY_COMPILER } from '../../base/steady-compiler.ts'
import { hearWholeLines } from '../../base/whole-lines.ts'
import { bodyOf } from '../connect/http-call.ts'
import type { ServerClient } from '../connect/server-client.ts'
import { EXIT } from './exit-codes.ts'
import { type InsideOrder, ORDER_DESCRIPTOR, SERVER_LOST, type ServerOrder } from './inside-order.ts'

/** On which queue; the project is needed where there are several. */
interface RunTarget {
  readonly queue: string
  readonly project?: string
}

const Granted = Type.Object({
  ticket: Type.String(),
  address: Type.String(),
  queue_name: Type.String(),
  hosts: Type.Array(Type.Object({ name: Type.String(), ip: Type.String() })),
  notice: Type.String(),
})

/** Runs a program with the network of a queue, and gives its exit code. Throws where the server does not let it, or the machine cannot. */
export async function runProgram(server: ServerClient, target: RunTarget, program: string, args: readonly string[]): Promise<number> {
  return await runGranted(await ask(server, target), async (signal) => await ask(await server.again(), target, signal), {
    program,
    args: [...args],
  })
}

/** @param signal gives it up: a request that is not answered would keep this process here behind the program's end */
async function ask(server: ServerClient, { queue, project }: RunTarget, signal?: AbortSignal): Promise<Static<typeof Granted>> {
  if (process.platform !== 'linux') {
    throw new CausewayError('not-supported', `A program cannot have a network of its own on ${process.platform}`, {
      hint: 'Open a SOCKS5 door of the queue, and let the program use that.',
    })
  }
  const body = { queue_name: queue, ...(project === undefined ? {} : { project }) }
  return Value.Parse(Granted, await bodyOf(await server.send('POST', '/causeway/v1/runs', { json: body, signal })))
}

type Grant = Static<typeof Granted>

const orderOf = ({ address, ticket, hosts }: Grant): ServerOrder => ({ path: address, ticket, hosts })

async function runGranted(
  granted: Grant,
  askAgain: (signal: AbortSignal) => Promise<Grant>,
  command: Pick<Static<typeof InsideOrder>, 'program' | 'args'>,
): Promise<number> {
  checkNamespaces()
  if (granted.notice !== '') say(granted.notice)
  const inside = join(import.meta.dirname, 'inside-main.ts')
  const started = spawn(
    '/bin/sh',
    ['-c', QUIETLY, 'sh', ...namespaces(), process.execPath, STEADY_COMPILER, '--disable-warning=ExperimentalWarning', inside],
    {
      stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    },
  )
  const order: Static<typeof InsideOrder> = { ...orderOf(granted), queueName: granted.queue_name, ...command }
  const pipe = started.stdio[ORDER_DESCRIPTOR]
  if (!(pipe instanceof Duplex)) throw new CausewayError('internal', 'The program cannot be told what to do')
  pipe.on('error', () => {})
  pipe.write(`${JSON.stringify(order)}\n`)
  passSignals((signal) => void pipe.write(`${signal}\n`))
  const ended = new AbortController()
  hearWholeLines(pipe, (line) => {
    if (line === SERVER_LOST)
      void findAgain(askAgain, ended.signal).then((found) => found && pipe.write(`${JSON.stringify(orderOf(found))}\n`))
  })
  return await exitCodeOf(started).finally(() => ended.abort())
}

const say = (text: string): void => void process.stderr.write(`causeway: ${text}\n`)

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5_000

/** As long as the program runs: it may take long until a server is started again. Undefined when the program has ended. */
async function findAgain(askAgain: (signal: AbortSignal) => Promise<Grant>, signal: AbortSignal): Promise<Grant | undefined> {
  let said = ''
  for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
    try {
      return signal.aborted ? undefined : await askAgain(signal)
    } catch (thrown) {
      // That none runs yet is known.
      if (signal.aborted) return undefined
      const { kind, message } = asCausewayError(thrown)
      if (kind !== 'unavailable' && message !== said) say(message)
      if (kind !== 'unavailable') said = message
    }
  }
  return undefined
}

/** A terminal's signals are for the program: what lies between must not end by them. */
const QUIETLY = 'trap \'\' INT QUIT HUP TERM; exec unshare "$@"'

/** Root has no need of a user namespace, in which it would lose the files of others: what lets it leave is taken from it instead. */
const namespaces = (): readonly string[] => [
  ...(process.getuid?.() === 0 ? [] : ['--user', '--map-current-user', '--keep-caps']),
  ...['--net', '--mount', '--pid', '--fork', '--kill-child'],
]

function checkNamespaces(): void {
  const { error, status, stderr } = spawnSync('unshare', [...namespaces(), 'true'], { encoding: 'utf8' })
  if (error === undefined && status === 0) return
  const seen = error === undefined ? stderr.trim().split('\n').at(-1) : 'there is no program unshare'
  throw new CausewayError('not-supported', `A program cannot have a network of its own on this machine: ${seen}`, {
    hint: 'Allow user namespaces (sysctl kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns) and install util-linux 2.34 or later; or open a SOCKS5 door of the queue.',
  })
}

/** Those that a terminal sends have come to the program already. */
function passSignals(pass: (signal: NodeJS.Signals) => void): void {
  const isTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    process.on(signal, () => {
      if (!isTerminal) pass(signal)
    })
  }
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const) process.on(signal, () => pass(signal))
}

async function exitCodeOf(started: ChildProcess): Promise<number> {
  const [code, signal]: [number | null, NodeJS.Signals | null] = (await once(started, 'exit')) as [number | null, NodeJS.Signals | null]
  return code ?? EXIT.signal + (signal === null ? 0 : constants.signals[signal])
}
