/** The probe of held.ts, a process of its own: asks /healthz all the time, and keeps the longest that it waited. Arguments: port, pid of the server. */
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const [port = 0, pid = 0] = process.argv.slice(2).map(Number)
const REQUEST = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'
const PAUSE_MS = 1

interface Longest {
  asked: number
  waitedMs: number
  /** Without the time in which the server's thread, and this one, waited for a processor that others had. */
  heldMs: number
}
let longest: Longest = { asked: 0, waitedMs: 0, heldMs: 0 }

/** What the main threads of the server and of this process have waited for a processor, in ms (Linux: the second of three numbers, nanoseconds). */
const queuedMs = (): number =>
  [pid, process.pid].reduce(
    (sum, each) => sum + Number(readFileSync(`/proc/${each}/task/${each}/schedstat`, 'utf8').split(' ')[1] ?? 0) / 1e6,
    0,
  )

const socket = connect({ host: '127.0.0.1', port, noDelay: true }).setEncoding('utf8')
process.on('message', () => {
  process.send?.(longest)
  longest = { asked: 0, waitedMs: 0, heldMs: 0 }
})
process.on('disconnect', () => process.exit())
for (;;) {
  const [queuedBefore, askedAt] = [queuedMs(), performance.now()]
  const answered = new Promise((resolve) => socket.once('data', resolve))
  socket.write(REQUEST)
  await answered
  const waitedMs = performance.now() - askedAt
  const heldMs = Math.max(0, waitedMs - (queuedMs() - queuedBefore))
  longest = {
    asked: longest.asked + 1,
    waitedMs: Math.max(longest.waitedMs, waitedMs),
    heldMs: Math.max(longest.heldMs, heldMs),
  }
  await sleep(PAUSE_MS)
}
