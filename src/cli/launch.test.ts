import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const LAUNCHER = join(import.meta.dirname, 'launch.mjs')
/** Makes a Node say that it is an old one, before the launcher looks. */
const OLD = ['--import', 'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"18.20.4"}})']

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-launch-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const run = (args: readonly string[]) => spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder })

describe('the launcher', () => {
  it('runs the program, on the Node that is there when it can, and else on the one that the package brings', () => {
    for (const before of [[], OLD]) {
      expect(run([...before, LAUNCHER, '--version'])).toMatchObject({ status: 0, stdout: '0.1.0\n', stderr: '' })
    }
  })

  it('passes on how the program ended', () => {
    const refused = run([...OLD, LAUNCHER, 'start', '--port', 'x'])
    expect(refused.status).toBe(2)
    expect(refused.stderr).toContain('--port is not a port: x')
  })

  it('says in one line what it needs when there is no other Node', () => {
    const alone = join(folder, 'launch.mjs')
    cpSync(LAUNCHER, alone)
    const { status, stdout, stderr } = run([...OLD, alone, '--version'])
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^Causeway needs Node 26 or later, and this is v[^\n]+\n$/)
  })

  it.runIf(process.platform === 'linux')('runs where no folder can be made at home', () => {
    const env = { ...process.env, HOME: '/proc', XDG_CACHE_HOME: '', XDG_CONFIG_HOME: '' }
    const login = ['login', 'http://127.0.0.1:9', '--access-key', 'A', '--secret-stdin']
    for (const [words, status] of [
      [['--version'], 0],
      [login, 4],
    ] as const)
      expect(
        spawnSync(process.execPath, [LAUNCHER, ...words], { encoding: 'utf8', cwd: folder, env, input: 'secret', timeout: 60_000 }),
      ).toMatchObject({ status })
  })

  describe('takes the compiled program of an earlier start', () => {
    const home = (): string => join(folder, '.causeway')
    const kept = (): string => join(home(), 'compile-cache')
    // What is taken is also filled, when the process ends.
    const refusedStart = (...flags: string[]): number => {
      expect(run([LAUNCHER, 'start', '--port', 'x', ...flags]).stderr).toContain('--port is not a port: x')
      return existsSync(kept()) ? readdirSync(kept()).length : 0
    }
    const keep = (): void => {
      mkdirSync(home(), { mode: 0o700 })
      mkdirSync(kept())
    }

    it('from the data folder that is meant', () => {
      keep()
      expect(refusedStart()).toBeGreaterThan(0)
      rmSync(kept(), { recursive: true })
      mkdirSync(kept())
      expect(refusedStart('--home', '.causeway')).toBeGreaterThan(0)
    })

    it('only where there is one, and makes no folder', () => {
      expect(refusedStart()).toBe(0)
      expect(existsSync(home())).toBe(false)
    })

    it('from no folder that others may read or write, for what is in it is run', () => {
      keep()
      chmodSync(home(), 0o755)
      expect(refusedStart()).toBe(0)
      chmodSync(home(), 0o700)
      chmodSync(kept(), 0o777)
      expect(refusedStart()).toBe(0)
    })

    it('from no other folder than the settings file may name', () => {
      keep()
      writeFileSync(join(folder, 'causeway.yaml'), 'home: elsewhere\n')
      expect(refusedStart()).toBe(0)
    })
  })

  it('keeps the compiled program of other commands in a folder of their user, made for nobody else, and takes none that others may write', () => {
    const env = { ...process.env, XDG_CACHE_HOME: folder }
    const version = () => spawnSync(process.execPath, [LAUNCHER, '--version'], { encoding: 'utf8', cwd: folder, env })
    const kept = join(folder, 'causeway', 'compile-cache')
    expect(version()).toMatchObject({ status: 0, stdout: '0.1.0\n', stderr: '' })
    expect(readdirSync(kept).length).toBeGreaterThan(0)
    expect(statSync(join(folder, 'causeway')).mode & 0o777).toBe(0o700)
    const outer = join(folder, 'causeway')
    rmSync(outer, { recursive: true })
    mkdirSync(outer, { mode: 0o755 })
    expect(version()).toMatchObject({ status: 0, stdout: '0.1.0\n' })
    expect(readdirSync(kept).length).toBeGreaterThan(0)
    expect(statSync(kept).mode & 0o777).toBe(0o700)
    rmSync(kept, { recursive: true })
    mkdirSync(kept)
    chmodSync(kept, 0o777)
    expect(version()).toMatchObject({ status: 0, stdout: '0.1.0\n' })
    expect(readdirSync(kept)).toEqual([])
  })

  it('is what npx runs, and may be run as it stands, so that npx changes nothing', () => {
    const root = join(import.meta.dirname, '..', '..')
    const listed = execFileSync('git', ['ls-files', '--stage', 'src/cli/launch.mjs'], { cwd: root, encoding: 'utf8' })
    expect(listed).toMatch(/^100755 /)
  })
})
