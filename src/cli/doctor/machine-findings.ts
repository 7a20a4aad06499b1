import { readFileSync } from 'node:fs'
import { stat, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { release } from 'node:os'
import { dirname } from 'node:path'
import type { Clock } from '../../base/clock.ts'
import { dataFiles } from '../../base/data-files.ts'
import { hasCode } from '../../base/has-code.ts'
import { OWN_USER_COMMAND } from '../own-user-command.ts'
import { type Finding, fine, weak, wrong } from './finding.ts'

const NODE_MAJOR = 26
const GIB = 1024 ** 3
const FREE_BYTES_MIN = GIB
const FREE_BYTES_EASY = 10 * GIB
/** Each connection of a client and each socket of a job is one, and each worker has some twenty. */
const DESCRIPTORS_EASY = 4096
/** A clock may be set a little, and a file system may round. */
const CLOCK_SLACK_MS = 60_000

export function versions(causeway: string): Finding {
  const seen = `Causeway ${causeway}, Node ${process.versions.node}, ${process.platform} ${release()} (${process.arch})`
  const major = Number(process.versions.node.split('.')[0])
  if (major < NODE_MAJOR) return wrong('versions', seen, `Use Node ${NODE_MAJOR}: npm ci brings it with it`)
  if (process.platform !== 'linux') return weak('versions', seen, 'Only Linux confines native code in a worker: see docs/security.md')
  return fine('versions', seen)
}

export function user(): Finding {
  const uid = process.getuid?.()
  if (uid !== 0) return fine('user', `an ordinary user (${uid ?? 'without an id'})`)
  return weak(
    'user',
    'root: what takes over a worker where the sandbox is not full may do what root may',
    OWN_USER_COMMAND,
    'chown -R causeway: <the data folder>, and User=causeway in the unit file (docs/guides/settings.md)',
  )
}

/** Of the folder, or of what it will be made in. */
export async function disk(home: string): Promise<Finding> {
  const found = await statfs(await nearest(home))
  const free = found.bavail * found.bsize
  const seen = `${(free / GIB).toFixed(1)} GiB free for ${home}`
  const remedy = 'Give the disk of the data folder more room, or name a folder on another with --home'
  if (free < FREE_BYTES_MIN) return wrong('disk', seen, remedy)
  return free < FREE_BYTES_EASY ? weak('disk', seen, remedy) : fine('disk', seen)
}

export function descriptors(): Finding {
  const line = /^Max open files\s+(\S+)\s+(\S+)/m.exec(readText('/proc/self/limits'))
  const most = line?.[2] === 'unlimited' ? Number.POSITIVE_INFINITY : Number(line?.[2])
  if (line === null || Number.isNaN(most)) return fine('descriptors', 'the system does not tell')
  const seen = `at most ${most} for the server`
  return most < DESCRIPTORS_EASY
    ? weak('descriptors', seen, 'LimitNOFILE=65536 in the unit file, or ulimit -n 65536 before the start')
    : fine('descriptors', seen)
}

/** Signatures and tokens are good for minutes; and what was written later than now says that the clock went back. */
export async function clock(home: string, clockOfMachine: Clock): Promise<Finding> {
  const now = clockOfMachine()
  const seen = `it is ${new Date(now).toISOString()}`
  const written = await stat(dataFiles(home).database).catch(() => undefined)
  if (written === undefined || written.mtimeMs <= now + CLOCK_SLACK_MS) return fine('clock', seen)
  return wrong('clock', `${seen}, and the database was written at ${written.mtime.toISOString()}`, 'timedatectl set-ntp true')
}

/** Where no server runs: the next one could listen there. */
export function port(host: string, number: number): Promise<Finding> {
  const seen = `${host}:${number}`
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => {
      const why = hasCode(error, 'EADDRINUSE') ? 'another program listens there' : error.message
      resolve(wrong('port', `${seen}: ${why}`, `ss -ltnp 'sport = :${number}' tells which; --port takes another`))
    })
    server.listen({ host, port: number }, () => server.close(() => resolve(fine('port', `${seen} is free`))))
  })
}

async function nearest(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => undefined)
  return found !== undefined || dirname(folder) === folder ? folder : await nearest(dirname(folder))
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
