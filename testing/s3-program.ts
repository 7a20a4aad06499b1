import { execFile } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pathExists } from './path-exists.ts'

const run = promisify(execFile)

/** A gateway that speaks S3 over a folder and looks at every signature. */
const SOURCE = join(import.meta.dirname, 's3-gateway')
/** Of all clones of this user: it is compiled once for all of them. */
const KEPT = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'causeway', 'tests')
/** Minutes on a busy machine. */
const BUILD_MS = 20 * 60_000

/** For tests: what is said where there is none. */
export const NO_S3_PROGRAM = 'there is no S3 server: versitygw is built from the Go module proxy, and needs the program go 1.25 or later'

/** The program, built by go once and kept for the next test; undefined where it cannot be had. */
export async function findS3Program(): Promise<string | undefined> {
  const names = (await readdir(SOURCE)).toSorted()
  const hash = createHash('sha256')
  for (const name of names) hash.update(`${name}\n${await readFile(join(SOURCE, name), 'utf8')}`)
  const program = join(KEPT, `s3-gateway-${process.arch}-${hash.digest('hex').slice(0, 12)}`)
  if (await pathExists(program)) return program
  try {
    await mkdir(KEPT, { recursive: true, mode: 0o700 })
    await build(names, program)
    return (await pathExists(program)) ? program : undefined
  } catch {
    return undefined
  }
}

/**
 * By one test at a time, where the machine has flock: the next finds what the first has built. Whatever go keeps goes with the build. Unoptimized and not to be debugged, which takes half of
 * the time and is quick enough.
 */
async function build(names: readonly string[], program: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'causeway-go-'))
  const draft = `${program}.${randomUUID()}`
  try {
    for (const name of names) await copyFile(join(SOURCE, name), join(work, name))
    // The machine's own go, and nothing that it would have to fetch of go itself.
    const env = {
      ...process.env,
      GOPATH: join(work, 'path'),
      GOMODCACHE: join(work, 'modules'),
      GOCACHE: join(work, 'built'),
      GOFLAGS: '-modcacherw -buildvcs=false',
      GOTOOLCHAIN: 'local',
      CGO_ENABLED: '0',
    }
    const order = `test -x "$0" || { go build -gcflags='all=-N -l -dwarf=false' -ldflags='-s -w' -o "$1" . && mv "$1" "$0"; }`
    const words = ['-c', order, program, draft]
    const options = { cwd: work, env, timeout: BUILD_MS }
    await run('flock', [`${program}.lock`, 'sh', ...words], options).catch(async (error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
      await run('sh', words, options)
    })
  } finally {
    await rm(draft, { force: true })
    await rm(work, { recursive: true, force: true })
  }
}
