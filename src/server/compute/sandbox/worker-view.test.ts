import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildNativeCode, compiler, labUsers, runLab } from './fixtures/native-library.ts'

const LAB = join(import.meta.dirname, 'fixtures', 'file-lab-main.ts')
const EPERM = -1
const ENOENT = -2
const EACCES = -13
const EROFS = -30

/** What came of one process. */
interface Attempts {
  readonly own: Readonly<Record<string, readonly number[]>>
  readonly others: Readonly<Record<string, readonly number[]>>
  readonly ways: Readonly<Record<string, number>>
  readonly afterwards: Readonly<Record<string, readonly number[]>>
  /** Of the file that it made, as the machine sees it. */
  readonly owner: number
}

interface Lab {
  readonly report: { readonly level: string; readonly fileSystem: string; readonly user: string }
  readonly bare: Attempts
  readonly viewAlone: Attempts
  readonly asWorker: Attempts
  readonly brokenOut?: Attempts
}

const isLab = (value: unknown): value is Lab => typeof value === 'object' && value !== null && 'bare' in value && 'asWorker' in value

let native: Awaited<ReturnType<typeof buildNativeCode>> | undefined

beforeAll(async () => {
  if (compiler !== undefined) native = await buildNativeCode()
})

afterAll(() => native?.[Symbol.asyncDispose]())

describe.skipIf(compiler === undefined || process.platform !== 'linux').each(labUsers(LAB))(
  'the files of native code in a worker, as $name',
  ({ as, name }) => {
    let lab: Lab

    beforeAll(async () => {
      const printed = await runLab(LAB, as, native?.library ?? '')
      if (!isLab(printed)) throw new Error('the lab printed something else')
      lab = printed
    })

    test('without a view it reads and writes another project’s, the master key and the database: the lab can fail', () => {
      const { table, bucket, scratch, masterKey, database, compileCache, passwords } = lab.bare.others
      for (const answers of [table, bucket, scratch, masterKey, database, compileCache]) expect(answers).toEqual([0, 0, 0])
      expect(passwords?.[0]).toBe(0)
      expect(lab.bare.ways).toMatchObject({ climb: 0, makeInHome: 0 })
    })

    test.for(['viewAlone', 'asWorker'] as const)(
      'those of its job are there, and no others, whatever it calls first (%s)',
      (way, context) => {
        if (lab.report.fileSystem !== 'own') return context.skip(`this machine gives no view: ${lab.report.level}`)
        expect(lab.report.level).toBe('full')
        const { own, others, ways, afterwards, owner } = lab[way]
        expect(owner).toBe(lab.bare.owner)
        for (const [file, answers] of Object.entries(own)) expect([file, answers]).toEqual([file, [0, 0, 0]])
        for (const seen of [others, afterwards]) {
          for (const [file, [read, written, made]] of Object.entries(seen)) {
            expect([file, read, written]).toEqual([file, ENOENT, ENOENT])
            // The folders on the way to its own are there, and cannot be written.
            expect([undefined, ENOENT, EROFS]).toContain(made)
          }
        }
        const noPower = {
          mountOver: EPERM,
          mountWritable: EPERM,
          takeMountOff: EPERM,
          changeRoot: EPERM,
          enterMounts: EPERM,
          openByNumber: EPERM,
          makeDisk: EPERM,
          climb: ENOENT,
          leadingDescriptor: 0,
          makeInHome: EROFS,
        }
        expect(ways).toMatchObject(noPower)
        // The rights of the file are looked at first.
        for (const way of ['writeProgram', 'kernelSetting']) expect([EROFS, EACCES]).toContain(ways[way])
        expect(ways['ownNamespaces']).toBeLessThan(0)
      },
    )

    test('of a server that is root it has nobody’s rights: what it gets at beyond its folders is closed to it', (context) => {
      if (name !== 'root') return expect(lab.report.user).toBe('server')
      if (lab.brokenOut === undefined) return context.skip(`its workers have the rights of: ${lab.report.user}`)
      const { own, others } = lab.brokenOut
      const { table, masterKey, database, compileCache } = others
      // The folder is root's, and as its mounts are not made for the worker, so is what is the worker's own in it.
      for (const answers of [masterKey, database, compileCache, table, ...Object.values(own)])
        expect(answers).toEqual([EACCES, EACCES, EACCES])
    })
  },
)
