/**
 * The first process of a program's own namespaces: makes the network one whose every connection comes to one listener, gives that to the server, starts the program and
 * ends with it. When it ends, for whatever reason, the kernel ends everything in here.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, Socket } from 'node:net'
import { constants } from 'node:os'
import koffi from 'koffi'
import type { Static } from 'typebox'
import { Value } from 'typebox/value'
import { hasCode } from '../../base/has-code.ts'
import { descriptorOf, duplicateDescriptor, sendDescriptor } from '../../base/native/descriptors.ts'
import { hearWholeLines } from '../../base/whole-lines.ts'
import { RunLine } from '../../protocol/run-line.ts'
import { hintInCommands } from '../connect/hint-in-commands.ts'
import { giveUpCapabilities } from './capabilities.ts'
import { EXIT } from './exit-codes.ts'
import { type BegunConnection, holdConnections } from './hold-connections.ts'
import { InsideOrder, ORDER_DESCRIPTOR, SERVER_LOST, ServerOrder } from './inside-order.ts'
import { takeInOrphans } from './orphans.ts'
import { lockSettings, renewNames, setNames, setProcesses } from './own-view.ts'
import { turnConnections } from './turn-connections.ts'

let program: ChildProcess | undefined
/** As long as the server is there. */
let server: Socket | undefined
/** Its last word, where it had one. */
let word = ''
/** Connections that are held until the server has decided. */
const asked = new Map<number, (isAllowed: boolean) => void>()
let askedCount = 0
const isRoot = process.getuid?.() === 0
const told = new Map<string, number>()

/** The same refusal is told once in so long: programs try again and again. */
const AGAIN_MS = 300_000

const say = (text: string): void => void process.stderr.write(`causeway: ${text}\n`)
const exitNow = koffi.load(null).func('_exit', 'void', ['int'])
/** At once: the thread that waits for the kernel would not end. */
function leave(code: number): never {
  exitNow(code)
  throw new Error('ended')
}
function fail(text: string, code: number = EXIT.own): never {
  say(text)
  leave(code)
}
process.on('uncaughtException', (error) => fail(`the program is ended, for something is wrong (${String(error)})`))

// A terminal signals the program as well, whose answer it is.
for (const signal of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

const outside = new Socket({ fd: ORDER_DESCRIPTOR, readable: true, writable: true })
// Whoever started this is gone, however that came.
outside.on('close', () => leave(EXIT.own)).on('error', () => {})
const ordered = Promise.withResolvers<string>()
/** What comes behind the order before the program runs. */
const early: string[] = []
let take = (line: string): void => {
  ordered.resolve(line)
  early.push(line)
}
hearWholeLines(outside, (line) => take(line))
const order = Value.Parse(InsideOrder, JSON.parse(await ordered.promise))

const listener = createServer()
listener.listen({ port: 0, host: '::', backlog: 1_024 })
await once(listener, 'listening')
try {
  turnConnections((listener.address() as AddressInfo).port)
  holdWhereItCan()
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

const listening = Promise.withResolvers<void>()
const bound = descriptorOf(listener)
if (bound === undefined) fail('the listener of the program cannot be given to the server')
/** For the next server, where this one ends: nobody accepts at it here. */
const born = duplicateDescriptor(bound)
await attach(order).catch(() => fail('the server has gone'))
await listening.promise

program = spawn(order.program, order.args, { stdio: 'inherit' })
program.once('error', (error) => {
  const isMissing = hasCode(error, 'ENOENT')
  fail(
    isMissing ? `There is no program ${order.program}` : `${order.program} cannot be run: ${error.message}`,
    isMissing ? EXIT.notFound : EXIT.notExecutable,
  )
})
program.once('exit', (code, signal) => leave(code ?? EXIT.signal + (signal === null ? 0 : constants.signals[signal])))
take = (line) => {
  if (isSignal(line)) program?.kill(line)
  else void attachAgain(line)
}
for (const line of early.slice(1)) take(line)

function isSignal(name: string): name is NodeJS.Signals {
  return Object.hasOwn(constants.signals, name)
}

/** Where the kernel can, a connection that leads nowhere is refused as it begins; else it is accepted, and reset. */
function holdWhereItCan(): void {
  try {
    holdConnections(decide)
  } catch {
    // There are no queues for packets in this kernel.
  }
}

function decide(connection: BegunConnection): Promise<boolean> {
  if (server === undefined) return Promise.resolve(false)
  askedCount += 1
  const id = askedCount
  server.write(`${JSON.stringify({ kind: 'begun', id, ...connection })}\n`)
  return new Promise((resolve) => asked.set(id, resolve))
}

async function attach({ path, ticket }: ServerOrder): Promise<void> {
  const line = connect(path)
  await once(line, 'connect')
  line.on('error', () => {})
  server = line
  word = 'the server has gone'
  line.once('close', () => lose(line))
  const to = descriptorOf(line)
  if (to === undefined) return void line.destroy()
  sendDescriptor(to, born, Buffer.from(JSON.stringify({ ticket })))
  hearWholeLines(line, (text) => hear(Value.Parse(RunLine, JSON.parse(text))))
}

async function attachAgain(text: string): Promise<void> {
  try {
    const again = Value.Parse(ServerOrder, JSON.parse(text))
    await attach(again)
    renewNames(again.hosts)
    say('the server is back')
  } catch {
    outside.write(`${SERVER_LOST}\n`)
  }
}

function lose(line: Socket): void {
  if (server !== line) return
  server = undefined
  for (const settle of asked.values()) settle(false)
  asked.clear()
  if (program === undefined) fail(word)
  say(`${word}: what the program had open is lost, and it reaches nothing until the server is back`)
  outside.write(`${SERVER_LOST}\n`)
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
    case 'decided':
      asked.get(message.id)?.(message.allowed)
      asked.delete(message.id)
      break
    case 'hosts':
      renewNames(message.hosts)
      break
    case 'over':
      word = message.text.toLowerCase()
  }
}

function refuse(text: string): void {
  const now = performance.now()
  const before = told.get(text)
  if (before !== undefined && now - before < AGAIN_MS) return
  if (told.size > 1_000) told.clear()
  told.set(text, now)
  say(`queue ${order.queueName} does not reach ${hintInCommands(text)}`)
}
