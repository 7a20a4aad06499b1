import { execFile, spawnSync } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const SOURCE = join(import.meta.dirname, '..', '..', '..')
const PROGRAM_FOLDERS = [SOURCE, join(SOURCE, '..', 'node_modules')]
const FIXTURES = join(import.meta.dirname, 'fixtures')
const LAB = join(FIXTURES, 'native-lab-main.ts')
const EPERM = -1
const ESRCH = -3
const ENOSYS = -38

const works = (file: string, ...args: readonly string[]): boolean => spawnSync(file, args, { stdio: 'ignore' }).status === 0

const compiler = ['cc', 'gcc', 'clang'].find((name) => works(name, '--version'))
if (compiler === undefined)
  console.warn('NOT TESTED: what native code in a worker can do, for this machine has no C compiler (cc, gcc or clang)')

const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
const isRoot = process.getuid?.() === 0
const users: { readonly name: string; readonly as: readonly string[] }[] = [{ name: isRoot ? 'root' : 'an ordinary user', as: [] }]
if (isRoot) {
  const [file = '', ...args] = NOBODY
  if (works(file, ...args, process.execPath, '--check', LAB)) users.push({ name: 'an ordinary user', as: NOBODY })
  else
    console.warn(
      'NOT TESTED: what native code in a worker of an ordinary user can do, for nobody else than root can read this folder (or setpriv is not there)',
    )
}

/** What the lab prints. */
interface Lab {
  readonly report: { readonly callFilter: string; readonly processNamespace: string }
  readonly bare: unknown
  readonly filterAlone: unknown
  readonly namespaceAlone: unknown
  readonly asWorker: unknown
}

let folder: string
let library: string

beforeAll(async () => {
  if (compiler === undefined) return
  folder = await mkdtemp(join(tmpdir(), 'causeway-native-'))
  library = join(folder, 'native-code.so')
  await promisify(execFile)(compiler, ['-shared', '-fPIC', '-o', library, join(FIXTURES, 'native-code.c')])
  await chmod(folder, 0o755)
})

afterAll(async () => {
  if (compiler !== undefined) await rm(folder, { recursive: true, force: true })
})

describe.skipIf(compiler === undefined || process.platform !== 'linux').each(users)('native code in a worker, as $name', ({ as }) => {
  let lab: Lab

  beforeAll(async () => {
    const [file = process.execPath, ...args] = [...as, process.execPath, LAB, library, ...PROGRAM_FOLDERS]
    const { stdout } = await promisify(execFile)(file, args)
    lab = JSON.parse(stdout)
  })

  test('without the filter and the namespace it does all of this: the lab can fail', () => {
    expect(lab.bare).toMatchObject({ turned: 0, reachedElsewhere: true, signalledServer: 0, freed: 0, child: 'outlives' })
    // The kernel signals who is said to own a descriptor: a kill in the clothes of a setting.
    expect(lab.bare).toMatchObject({ signalledByFcntl: 'ended', signalledByFcntlEx: 'ended', signalledByIoctl: 'ended' })
  })

  test('the filter alone: a handed socket stays where it leads, no process is made or signalled, and there is no way around it', () => {
    expect(lab.report.callFilter).toBe('in-force')
    expect(lab.filterAlone).toEqual({
      turned: EPERM,
      connectedByWrite: EPERM,
      reachedElsewhere: false,
      signalledServer: EPERM,
      signalledByFcntl: EPERM,
      signalledByFcntlEx: EPERM,
      signalledByIoctl: EPERM,
      movedServer: EPERM,
      // Operations of a ring pass by a filter: it cannot make one, and node has none that it could use.
      ring: EPERM,
      ringsOfNode: 0,
      x32: ENOSYS,
      freed: EPERM,
      child: EPERM,
      ...(process.arch === 'x64' ? { i386: 'ended by SIGSYS' } : { i386: expect.any(String) }),
    })
  })

  test('the process namespace alone: a kill of the worker takes the child that native code left, also one that freed itself', (context) => {
    if (lab.report.processNamespace !== 'own') return context.skip('this machine gives no process namespace')
    expect(lab.namespaceAlone).toMatchObject({ turned: 0, signalledServer: ESRCH, freed: 0, child: 'gone' })
  })

  test('as a worker is started: both', () => {
    expect(lab.asWorker).toEqual(lab.filterAlone)
  })
})
