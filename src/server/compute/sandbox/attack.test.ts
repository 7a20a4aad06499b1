import { join } from 'node:path'
import { getSystemErrorName } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ATTACKS } from './fixtures/attack-table.ts'
import { buildNativeCode, compiler, labUsers, runLab } from './fixtures/native-library.ts'

const LAB = join(import.meta.dirname, 'fixtures', 'attack-lab-main.ts')
const ROWS = Object.entries(ATTACKS)

type Seen = Readonly<Record<string, number | string>>

interface Lab {
  readonly report: { readonly level: string }
  readonly bare?: Seen
  readonly asWorker: Seen
}

const isLab = (value: unknown): value is Lab => typeof value === 'object' && value !== null && 'report' in value && 'asWorker' in value

const told = (answer: number | string | undefined): string =>
  typeof answer === 'number' ? (answer < 0 ? getSystemErrorName(answer) : 'succeeds') : String(answer)

let native: Awaited<ReturnType<typeof buildNativeCode>> | undefined

beforeAll(async () => {
  if (compiler !== undefined) native = await buildNativeCode()
})

afterAll(() => native?.[Symbol.asyncDispose]())

describe.skipIf(compiler === undefined || process.platform !== 'linux').each(labUsers(LAB))(
  'the attack from a worker’s place, as $name',
  ({ as }) => {
    let lab: Lab

    beforeAll(async () => {
      const printed = await runLab(LAB, as, native?.library ?? '')
      if (!isLab(printed)) throw new Error('the lab printed something else')
      lab = printed
    })

    test.for(ROWS)('%s', ([row, [full, bare]], context) => {
      if (lab.report.level !== 'full') return context.skip(`this machine gives ${lab.report.level}`)
      expect(typeof full === 'string' ? [full] : full).toContain(told(lab.asWorker[row]))
      if (bare !== undefined) expect(told(lab.bare?.[row])).toBe('succeeds')
    })

    test('whoever it aims at goes on', () => {
      expect(lab.asWorker['victim']).toBe('lives')
      expect(Object.keys(lab.asWorker)).toHaveLength(ROWS.length + 2)
    })

    test('it has namespaces of its own', (context) => {
      if (lab.report.level !== 'full') return context.skip(`this machine gives ${lab.report.level}`)
      expect(lab.asWorker['namespaces']).toBe('ipc mnt net pid user')
    })
  },
)
