import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCheck } from './run-check.ts'

const root = join(import.meta.dirname, '..')
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-check-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fails = (script: string): readonly string[] => [process.execPath, '-e', `${script}; process.exitCode = 1`]

describe('a check', () => {
  it('that prints megabytes is read to its end and shortened', async () => {
    const { passed, output } = await runCheck(fails("console.log('first'); console.log('x\\n'.repeat(4e6)); console.log('last')"))
    expect(passed).toBe(false)
    expect(output.split('\n').length).toBeLessThan(210)
    expect(output).toMatch(/^first\n.*lines left out.*\nlast\n$/s)
  })

  it('that prints little is shown as it is; one that cannot be started says so', async () => {
    expect(await runCheck(fails("console.log('wrong here')"))).toEqual({ passed: false, output: 'wrong here\n' })
    expect(await runCheck(['no-such-program'])).toEqual({ passed: false, output: expect.stringContaining('ENOENT') })
    expect(await runCheck([process.execPath, '-e', ''])).toEqual({ passed: true, output: '' })
  })
})

describe('lint and format', () => {
  const lint = () => runCheck([join(root, 'node_modules/.bin/biome'), 'ci', '--colors=off', '--error-on-warnings', '.'], folder)

  it('leave alone what a server of this clone has in its data folder, and nothing else', async () => {
    copyFileSync(join(root, 'biome.json'), join(folder, 'biome.json'))
    writeFileSync(join(folder, 'good.ts'), 'export const good = 1\n')
    const data = join(folder, '.causeway', 'buckets', 'b1')
    mkdirSync(data, { recursive: true })
    writeFileSync(join(data, 'rows.json'), '{"a":1}{"a":2}\n{"a":')
    writeFileSync(join(data, 'script.ts'), 'var  bad: any = 1;debugger')
    expect(await lint()).toMatchObject({ passed: true })
    writeFileSync(join(folder, 'bad.ts'), 'var  bad: any = 1;debugger')
    expect(await lint()).toMatchObject({ passed: false, output: expect.stringContaining('bad.ts') })
  })
})
