import { execFile, execFileSync } from 'node:child_process'
import { chown, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAndSignal, startSecondServer } from './support/server.ts'

let folder = ''
/** A data folder that a server has used. */
let used = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-acceptance-'))
  used = join(folder, 'used')
  await startAndSignal(used, 'SIGTERM', (output) => output.includes('Causeway listens'))
  await rm(join(used, 'compile-cache'), { recursive: true, force: true })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** What a failed start says: one line of what and why, one of what to do, and nothing else. */
const told = (what: RegExp): unknown =>
  expect.stringMatching(new RegExp(`^(Causeway starts; [^\\n]+\\n)?Causeway did not start: ${what.source}\\n {2}\\S[^\\n]+\\n$`))

const program = fileURLToPath(new URL('../src/cli/causeway.ts', import.meta.url))
const isRoot = process.getuid?.() === 0
const isLinux = process.platform === 'linux'

/** In mounts of its own, a disk that has room for more than a used folder is filled or closed at `disk`, and a server is started there. */
function startOnDisk(disk: string, spoil: string): Promise<{ readonly code: unknown; readonly output: string }> {
  const script = `set -e; mount -t tmpfs -o size=32m,mode=755 tmpfs "$1"; cp -r "$2" "$1/home"; ${spoil}; exec "$3" --no-maglev-osr "$4" start --port 0 --home "$1/home" 2>&1`
  return new Promise((resolve) => {
    execFile('unshare', ['-rm', 'sh', '-c', script, 'sh', disk, used, process.execPath, program], (error, stdout, stderr) =>
      resolve({ code: error?.code, output: stdout + stderr }),
    )
  })
}

function canMount(): boolean {
  try {
    execFileSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A disk of its own needs a machine that lets a user mount one; the words for it are tested in src/base/ everywhere. */
describe.each(isLinux && canMount() ? ['existing'] : [])('a start on an %s data folder of a disk of its own', () => {
  it('whose disk is full says so', async () => {
    const disk = join(folder, 'full')
    await mkdir(disk)
    const end = await startOnDisk(disk, 'dd if=/dev/zero of="$1/fill" bs=1k 2>/dev/null || true')
    expect(end).toEqual({ code: 1, output: told(/A file of the data folder \S+full\/home cannot be written: the disk is full/) })
  })

  it('that may only be read says so, and so does a first start there', async () => {
    const disk = join(folder, 'closed')
    await mkdir(disk)
    const end = await startOnDisk(disk, 'mount -o remount,bind,ro "$1"')
    expect(end).toEqual({ code: 1, output: told(/\S+closed\/home cannot be used: its file system may only be read/) })
    const first = await startOnDisk(disk, 'rm -rf "$1/home"; mount -o remount,bind,ro "$1"')
    expect(first).toEqual({ code: 1, output: told(/\S+closed\/home cannot be made: its file system may only be read/) })
  })
})

it.runIf(isLinux)('a start that finds no room for a file says so', async () => {
  const home = join(folder, 'no-room')
  await cp(used, home, { recursive: true })
  await symlink('/dev/full', join(home, 'server.json'))
  const output = told(/A file of the data folder \S+no-room cannot be written: the disk is full/)
  expect(await startSecondServer(home)).toMatchObject({ code: 1, output })
})

describe.each(isRoot ? ['root'] : [])('a start as %s', () => {
  it('on a data folder of another user says whose it is, and changes nothing', async () => {
    const home = join(folder, 'foreign')
    await cp(used, home, { recursive: true })
    await chown(join(home, 'causeway.db'), 12_345, 12_345)
    const output = told(/The data folder \S+foreign belongs to another user \(id 12345\), and the server was started as root/)
    expect(await startSecondServer(home)).toMatchObject({ code: 1, output })
  })

  // Where workers are made by programs it is refused: compute-pool.test.ts.
  it.each(isLinux && process.arch === 'x64' && canMount() ? ['in a folder above which its workers may not look'] : [])(
    '%s succeeds',
    async () => {
      const home = join(folder, 'above', 'home')
      await mkdir(join(folder, 'above'), { mode: 0o700 })
      await chown(join(folder, 'above'), 12_345, 12_345)
      const { output } = await startAndSignal(home, 'SIGTERM', (told) => told.includes('Causeway listens'))
      expect(output).toContain('their sandbox is full')
    },
  )
})

describe('a start on what is no data folder', () => {
  it.each([
    ['a file', (home: string) => writeFile(home, 'text'), /\S+ cannot be made: something else has its name/],
    [
      'a database that is none',
      async (home: string) => {
        await mkdir(home)
        await writeFile(join(home, 'causeway.db'), 'no database'.repeat(1000))
      },
      /The database \S+causeway\.db cannot be opened: its file is no database/,
    ],
    ['a link in a circle', (home: string) => symlink(home, home), /\S+ cannot be \S+: its symbolic links lead in a circle/],
    [
      'a folder where its key is',
      async (home: string) => {
        await cp(used, home, { recursive: true })
        await rm(join(home, 'master.key'))
        await mkdir(join(home, 'master.key'))
      },
      /\S+master\.key cannot be read: it is a folder/,
    ],
    [
      'a file where its buckets are',
      async (home: string) => {
        await cp(used, home, { recursive: true })
        await rm(join(home, 'buckets'), { recursive: true })
        await writeFile(join(home, 'buckets'), '')
      },
      /\S+buckets cannot be made: something else has its name/,
    ],
  ])('%s: says why', async (what, make, words) => {
    const home = join(folder, what.replaceAll(' ', '-'))
    await make(home)
    expect(await startSecondServer(home)).toMatchObject({ code: 1, output: told(words) })
  })
})
