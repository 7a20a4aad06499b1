/**
 * The first process of a program's own namespaces: makes the network one whose every connection comes to one listener, gives that to the server, starts the program and
 * ends with it. When it ends, for whatever reason, the kernel ends everything in here.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, Socket } from 'node:net'
import { constants } from 'node:os'
import { createInterface } from 'node:readline'
import type { Static } from 'typebox'
import { Value } from 'typebox/value'
import { hasCode } from '../../base/has-code.ts'
import { descriptorOf, sendDescriptor } from '../../base/native/descriptors.ts'
import { RunLine } from '../../protocol/run-line.ts'
import { giveUpCapabilities } from './capabilities.ts'
import { EXIT } from './exit-codes.ts'
import { InsideOrder, ORDER_DESCRIPTOR } from './inside-order.ts'
import { takeInOrphans } from './orphans.ts'
import { lockSettings, setNames, setProcesses } from './own-view.ts'
import { turnConnections } from './turn-connections.ts'

let program: ChildProcess | undefined
let isLost = false
const isRoot = process.getuid?.() === 0
const told = new Map<string, number>()

const TERM_MS = 5_000
/** The same refusal is told once in so long: programs try again. */
const AGAIN_MS = 10_000

const say = (text: string): void => void process.stderr.write(`causeway: ${text}\n`)
function fail(text: string, code: number = EXIT.own): never {
  say(text)
  process.exit(code)
}

// A terminal signals the program as well, whose answer it is.
for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

const outside = new Socket({ fd: ORDER_DESCRIPTOR, readable: true, writable: false })
// Whoever started this is gone, however that came.
outside.on('close', () => process.exit(EXIT.own)).on('error', () => {})
const orders = createInterface({ input: outside })
const [first] = await once(orders, 'line')
const order = Value.Parse(InsideOrder, JSON.parse(String(first)))

const listener = createServer()
listener.listen({ port: 0, host: '::', backlog: 1_024 })
await once(listener, 'listening')
try {
  turnConnections((listener.address() as AddressInfo).port)
} catch (error) {
  fail(`the network of the program cannot be made (${String(error)}): the kernel must let users have network namespaces with nf_tables`)
}
try {
  setNames(order.hosts)
} catch (error) {
  fail(`the names of the queue cannot be given to the program (${String(error)})`)
}
try {
  setProcesses()
} catch (error) {
  // For whoever is not root, that of the machine leads to no process of it but by name.
  if (isRoot) fail(`the program cannot be kept from the processes of the machine (${String(error)}): run it as an ordinary user`)
}
try {
  if (isRoot) lockSettings()
  giveUpCapabilities(isRoot)
} catch (error) {
  fail(`the rights of root cannot be taken from the program (${String(error)}): run it as an ordinary user`)
}
takeInOrphans(() => program?.pid)

const server = connect(order.path)
server.on('error', () => {})
server.once('close', () => lost('the server has gone'))
await once(server, 'connect')
hand()
const listening = Promise.withResolvers<void>()
createInterface({ input: server }).on('line', (line) => hear(Value.Parse(RunLine, JSON.parse(line))))
await listening.promise

program = spawn(order.program, order.args, { stdio: 'inherit' })
program.once('error', (error) => {
  const isMissing = hasCode(error, 'ENOENT')
  fail(
    isMissing ? `There is no program ${order.program}` : `${order.program} cannot be run: ${error.message}`,
    isMissing ? EXIT.notFound : EXIT.notExecutable,
  )
})
program.once('exit', (code, signal) => process.exit(code ?? EXIT.signal + (signal === null ? 0 : constants.signals[signal])))
orders.on('line', (line) => {
  if (isSignal(line)) program?.kill(line)
})

function isSignal(name: string): name is NodeJS.Signals {
  return Object.hasOwn(constants.signals, name)
}

function hear(message: Static<typeof RunLine>): void {
  switch (message.kind) {
    case 'listening':
      // The server accepts; nobody else does.
      listener.close()
      listening.resolve()
      break
    case 'refused':
      refuse(message.text)
      break
    case 'over':
      lost(message.text.toLowerCase())
  }
}

function hand(): void {
  const [from, to] = [descriptorOf(listener), descriptorOf(server)]
  if (from === undefined || to === undefined) fail('the listener of the program cannot be given to the server')
  sendDescriptor(to, from, Buffer.from(JSON.stringify({ ticket: order.ticket })))
}

function lost(why: string): void {
  if (isLost) return
  isLost = true
  if (program === undefined) fail(why)
  say(`${why}: the program has no network any more, and is ended`)
  program.removeAllListeners('exit')
  program.once('exit', () => process.exit(EXIT.own))
  program.kill('SIGTERM')
  setTimeout(() => process.exit(EXIT.own), TERM_MS)
}

function refuse(text: string): void {
  const now = performance.now()
  const before = told.get(text)
  if (before !== undefined && now - before < AGAIN_MS) return
  if (told.size > 1_000) told.clear()
  told.set(text, now)
  say(`queue ${order.queueName} does not reach ${text}`)
}
