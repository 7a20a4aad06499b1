import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getSystemErrorName } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ATTACKS, LESSER, LESSER_LEVELS, lesserTable } from './fixtures/attack-table.ts'
import { buildNativeCode, compiler, labUsers, runLab } from './fixtures/native-library.ts'

const LAB = join(import.meta.dirname, 'fixtures', 'attack-lab-main.ts')
const ROWS = Object.entries(ATTACKS)

type Seen = Readonly<Record<string, number | string>>

interface Lab {
  readonly report: { readonly level: string }
  readonly bare?: Seen
  readonly levels: Readonly<Record<string, Seen>>
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

test('the page tells of each level what was seen there', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'security.md'), 'utf8')
  expect(page).toContain(lesserTable())
})

describe.skipIf(compiler === undefined || process.platform !== 'linux').each(labUsers(LAB))(
  'the attack from a worker’s place, as $name',
  ({ as, name }) => {
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

    test('a view that programs make stops the same', (context) => {
      const { programs } = lab.levels
      if (programs === undefined || lab.report.level !== 'full') return context.skip(`this machine gives ${lab.report.level}`)
      for (const [row, [full]] of ROWS) expect([full].flat(), row).toContain(told(programs[row]))
    })

    test.for(LESSER_LEVELS.flatMap((level, at) => ROWS.map(([row, [full]]) => [level, row, full, LESSER[row], at] as const)))(
      'at the level %s: %s',
      ([level, row, full, lesser, at], context) => {
        const seen = lab.levels[level]
        if (seen === undefined || lab.report.level !== 'full') return context.skip(`this machine gives no ${level}`)
        const answer = told(seen[row])
        if (lesser === undefined) return expect([full].flat()).toContain(answer)
        if (lesser.mayLack === true && answer === 'ENOENT') return
        const outcome = lesser.outcomes[at]
        const succeeds = outcome === 'succeeds' || (outcome === 'as root' && name === 'root')
        expect([row, answer === 'succeeds']).toEqual([row, succeeds])
      },
    )

    test('whoever it aims at goes on', () => {
      for (const seen of Object.values(lab.levels)) expect(seen['victim']).toBe('lives')
      expect(lab.asWorker['victim']).toBe('lives')
      expect(Object.keys(lab.asWorker)).toHaveLength(ROWS.length + 3)
    })

    test('the kernel starts no more threads for it than it may have, without control groups too', (context) => {
      if (lab.report.level !== 'full') return context.skip(`this machine gives ${lab.report.level}`)
      expect(lab.levels['programs']?.['threads']).toBe(200)
      // With those that node has.
      expect(lab.asWorker['threads']).toBeLessThan(64)
    })

    test('it has namespaces of its own', (context) => {
      if (lab.report.level !== 'full') return context.skip(`this machine gives ${lab.report.level}`)
      expect(lab.asWorker['namespaces']).toBe('ipc mnt net pid user')
    })
  },
)
