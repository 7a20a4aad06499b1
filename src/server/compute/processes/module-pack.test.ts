import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { packModules } from './module-pack.ts'
import { programPreload } from './program-preload.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-pack-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const urlOf = (name: string): string => pathToFileURL(join(folder, name)).href

/** Runs main.mjs of the pack, and lets its memory go before it is told to load late.mjs. @returns what it has printed */
async function run(meanwhile: () => Promise<void>): Promise<string> {
  const pack = join(folder, 'it.pack')
  await writeFile(
    pack,
    packModules({
      [urlOf('early.mjs')]: "export const early = 'früh …'",
      [urlOf('main.mjs')]: `import { early } from './early.mjs'
        console.log(early)
        process.once('message', async () => {
          globalThis.gc()
          console.log(await import('./late.mjs').then(({ late }) => late, ({ message }) => message))
          process.disconnect()
        })
        process.send('there')`,
      [urlOf('late.mjs')]: "export const late = 'spät …'",
    }),
  )
  // Where a process begins is looked for on the disk.
  await writeFile(join(folder, 'main.mjs'), '')
  const child = spawn(process.execPath, ['--expose-gc', `--import=${programPreload(pack)}`, join(folder, 'main.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const printed = child.stdout === null ? Promise.resolve('') : text(child.stdout)
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${code}`)))
  ended.catch(() => {})
  await Promise.race([once(child, 'message'), ended])
  await meanwhile()
  child.send('go on')
  return await printed
}

it('gives each module that is asked for at once, and later those that are needed, though none stands there as a file', async () => {
  expect(await run(async () => {})).toBe('früh …\nspät …\n')
})

it('gives no module later that is not what it was when the process was started', async () => {
  const changed = async (): Promise<void> => {
    const file = join(folder, 'it.pack')
    await writeFile(file, (await readFile(file, 'utf8')).replace('spät …', 'evil …'.padEnd(7)))
  }
  expect(await run(changed)).toBe('früh …\nThe program of this worker has been changed since it was started\n')
})
