import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'

const LOWEST = 20_000
/** Where the system begins to give ports by itself, if it does not say so. */
const GIVEN_FROM = 32_768
/** More than there are processes with tests at once. */
const SHARES = 16

/**
 * Ports of which the system gives none by itself, to whoever listens at port 0 or connects to somewhere: one of those may be taken between the look for it and its use,
 * and where a test wants nobody to listen somebody may come. And no other process with tests looks among these.
 */
const share = ownShare(givenFrom(), Number(process.env['VITEST_POOL_ID'] ?? 0))
let next = randomInt(share.count)

/** A port that nobody listens on, nor will, but for who asked for it. */
export async function findFreePort(host = '127.0.0.1'): Promise<number> {
  for (let tried = 0; tried < share.count; tried += 1) {
    const port = share.from + next
    next = (next + 1) % share.count
    if (await isFree(host, port)) return port
  }
  throw new Error(`of the ports from ${share.from} none of ${share.count} is free`)
}

function givenFrom(): number {
  try {
    const from = Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10)
    // Where the system gives any port, there is none that it does not give.
    return from >= LOWEST + 100 * SHARES ? from : GIVEN_FROM
  } catch {
    return GIVEN_FROM
  }
}

function ownShare(end: number, slot: number): { readonly from: number; readonly count: number } {
  const count = Math.floor((end - LOWEST) / SHARES)
  return { from: LOWEST + (slot % SHARES) * count, count }
}

async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer()
  const listens = await new Promise<boolean>((resolve, reject) => {
    server.once('error', (error) => ('code' in error && error.code === 'EADDRINUSE' ? resolve(false) : reject(error)))
    server.listen(port, host, () => resolve(true))
  })
  if (listens) await new Promise((resolve) => server.close(resolve))
  return listens
}
