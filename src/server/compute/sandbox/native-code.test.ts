import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildNativeCode, compiler, labUsers, runLab } from './fixtures/native-library.ts'

const LAB = join(import.meta.dirname, 'fixtures', 'native-lab-main.ts')
const EPERM = -1
const ESRCH = -3
const ENOSYS = -38

/** What the lab prints. */
interface Lab {
  readonly report: { readonly callFilter: string; readonly processNamespace: string }
  readonly bare: unknown
  readonly filterAlone: unknown
  readonly namespaceAlone: unknown
  readonly asWorker: unknown
}

function parsed(printed: unknown): Lab {
  const isLab = (value: unknown): value is Lab => typeof value === 'object' && value !== null && 'report' in value && 'asWorker' in value
  if (!isLab(printed)) throw new Error('the lab printed something else')
  return printed
}

let native: Awaited<ReturnType<typeof buildNativeCode>> | undefined

beforeAll(async () => {
  if (compiler !== undefined) native = await buildNativeCode()
})

afterAll(() => native?.[Symbol.asyncDispose]())

describe.skipIf(compiler === undefined || process.platform !== 'linux').each(labUsers(LAB))(
  'native code in a worker, as $name',
  ({ as }) => {
    let lab: Lab

    beforeAll(async () => {
      lab = parsed(await runLab(LAB, as, native?.library ?? ''))
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
  },
)
