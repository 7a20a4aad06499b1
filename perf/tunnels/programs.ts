import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { debianFolder, debianLibraries } from '../../testing/debian-program.ts'

/** Programs of others that the benchmark tunnels starts, from Debian's packages, unpacked once and not installed. */
export interface Programs {
  readonly haproxy: string
  readonly socat: string
  readonly pgbench: string
  /** Turns what a program connects to into SOCKS5: to be loaded before its own libraries. */
  readonly proxychains: string
  readonly env: Readonly<Record<string, string>>
}

const PACKAGES = {
  needed: ['haproxy', 'socat', 'libpq5', 'libproxychains4'],
  /** Of one release or the other; and libraries that not every machine has. */
  optional: [
    ...['postgresql-15', 'postgresql-16', 'postgresql-17', 'postgresql-18'],
    ...['liblua5.3-0', 'liblua5.4-0', 'libopentracing-c-wrapper0', 'libopentracing1', 'libwrap0'],
  ],
}

/** Undefined where there is no Debian, or no mirror. */
export async function findPrograms(): Promise<Programs | undefined> {
  const folder = await debianFolder('tunnels', PACKAGES)
  if (folder === undefined) return undefined
  const versions = join(folder, 'usr/lib/postgresql')
  const [version] = await readdir(versions).catch(() => [])
  if (version === undefined) return undefined
  const libraries = join(folder, 'usr/lib', `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`)
  return {
    haproxy: join(folder, 'usr/sbin/haproxy'),
    socat: join(folder, 'usr/bin/socat'),
    pgbench: join(versions, version, 'bin/pgbench'),
    proxychains: join(libraries, 'libproxychains.so.4'),
    env: await debianLibraries(folder),
  }
}
