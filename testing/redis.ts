import { execFile } from 'node:child_process'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { debianFolder, debianLibraries } from './debian-program.ts'
import { findFreePort } from './free-port.ts'
import { openGuard } from './guarded-process.ts'
import { waitPatiently } from './patience.ts'

const run = promisify(execFile)

const PACKAGES = {
  needed: ['redis-tools', 'redis-server'],
  /** Libraries that not every machine has. */
  optional: ['libjemalloc2', 'liblzf1', 'liblua5.1-0', 'lua-bitop', 'lua-cjson', 'libhiredis0.14', 'libhiredis1.1.0', 'libatomic1'],
}

/** A running Redis server that belongs to this process. */
export interface Redis {
  readonly host: '127.0.0.1'
  readonly port: number
  /** Ends the server and removes its folder. May be called more than once. */
  stop(): Promise<void>
}

/** For tests: what is said where there is none. */
export const NO_REDIS = 'there is no Redis: Debian’s package redis-tools cannot be had here (apt-get update?)'

const program = (programs: string): string => join(programs, 'usr/bin/redis-server')

/** Where Debian's packages of it are unpacked; undefined where they cannot be had. */
export async function findRedis(): Promise<string | undefined> {
  const folder = await debianFolder('redis', PACKAGES)
  if (folder === undefined) return undefined
  const env = await debianLibraries(folder)
  const runs = await run(program(folder), ['--version'], { env }).then(
    () => true,
    () => false,
  )
  return runs ? folder : undefined
}

/**
 * Starts a real Redis on a free port of the loopback interface, in a folder of its own under the temporary folder. It is ended, and its folder removed, by stop() and
 * when this process ends in any way.
 *
 * @param programs of findRedis
 * @param settings by Redis's own names
 */
export async function startRedis(programs: string, settings: Readonly<Record<string, string>> = {}): Promise<Redis> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-redis-'))
  const guard = openGuard(folder)
  try {
    const port = await findFreePort()
    // The bus of a cluster is 10,000 above where it is not told otherwise, which another program may have.
    const bus: Readonly<Record<string, string>> = 'cluster-enabled' in settings ? { 'cluster-port': String(await findFreePort()) } : {}
    const all = { port: String(port), bind: '127.0.0.1', dir: folder, save: '', ...bus, ...settings }
    const log = join(folder, 'log')
    const server = await guard.run({
      command: program(programs),
      args: Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]),
      cwd: folder,
      env: await debianLibraries(programs),
      outputFile: log,
      stopSignals: ['SIGTERM'],
      graceMs: 5_000,
    })
    let ended = false
    void server.ended.then(() => {
      ended = true
    })
    const isReady = await waitPatiently({
      meanwhile: 'Redis is still starting',
      look: async () => {
        if (ended) return false
        return (await readFile(log, 'utf8').catch(() => '')).includes('Ready to accept connections') ? true : undefined
      },
      processes: () => [server.pid],
    })
    if (!isReady) throw new Error(`Redis did not start:\n${await readFile(log, 'utf8')}`)
    return { host: '127.0.0.1', port, stop: guard.stop }
  } catch (error) {
    await guard.stop()
    throw error
  }
}
