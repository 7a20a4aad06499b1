import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeProbeProgram } from './probe-program.ts'

let folder = ''
let kept = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-probe-program-'))
  kept = join(folder, 'cache', 'probe-program.json')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function made(): Promise<string> {
  await using program = await makeProbeProgram(folder, kept)
  return await readFile(join(program.folder, 'program.pack'), 'utf8')
}

test('the program that an earlier start has kept is used as long as it is of the same modules', async () => {
  const first = await made()
  expect(first).toContain('sandbox-probe-main.ts')
  expect(first).not.toContain('import type')
  const content: { stamp: string; program: string } = JSON.parse(await readFile(kept, 'utf8'))
  expect(content.program).toBe(first)

  await writeFile(kept, JSON.stringify({ ...content, program: 'kept' }))
  expect(await made()).toBe('kept')

  for (const other of [{ ...content, stamp: `${content.stamp} ` }, { stamp: content.stamp }, '[', null]) {
    await writeFile(kept, typeof other === 'string' ? other : JSON.stringify(other))
    expect(await made()).toBe(first)
    expect(JSON.parse(await readFile(kept, 'utf8'))).toEqual(content)
  }
})
