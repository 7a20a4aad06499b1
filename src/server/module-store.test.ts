import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const STORE = pathToFileURL(join(import.meta.dirname, 'module-store.ts')).href

let folder = ''
let kept = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-modules-'))
  kept = join(folder, 'kept', 'modules.json')
  mkdirSync(join(folder, 'node_modules', 'pack'), { recursive: true })
  put('node_modules/pack/package.json', '{"name":"pack","type":"module","exports":{"import":"./it.js","require":"./it.cjs"}}')
  put('node_modules/pack/it.js', "export const pack = 'pack'")
  put('node_modules/pack/it.cjs', "exports.pack = 'required'")
  put('package.json', '{"type":"module"}')
  put('typed.ts', "export const typed: string = 'typed'")
  put('old.cjs', "exports.old = require('pack').pack")
  put(
    'main.ts',
    `import { createRequire } from 'node:module'
     import { pack } from 'pack'
     import old from './old.cjs'
     import { typed } from './typed.ts'
     console.log(pack, typed, old.old, createRequire(import.meta.url)('pack').pack)`,
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const put = (name: string, text: string): void => writeFileSync(join(folder, name), text)

/** What main.ts prints in a process that uses or records. */
function start(): string {
  const script = `
    const { createModuleStore } = await import(${JSON.stringify(STORE)})
    let write
    {
      using store = createModuleStore(${JSON.stringify(kept)})
      await import(${JSON.stringify(pathToFileURL(join(folder, 'main.ts')).href)})
      write = store.recorded()
    }
    await write()`
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
  return stdout.trim()
}

/** Changes what was kept of a module, to see whether it is used. */
function mark(text: string, by: string): void {
  const content = readFileSync(kept, 'utf8')
  expect(content).toContain(text)
  writeFileSync(kept, content.replaceAll(text, by))
}

describe('the modules of an earlier start', () => {
  it('are used, and what was required is not taken for what was imported', () => {
    expect(start()).toBe('pack typed required required')
    expect(start()).toBe('pack typed required required')
    mark("'pack'\"", "'PACK'\"")
    mark("'typed'", "'TYPED'")
    expect(start()).toBe('PACK TYPED required required')
  })

  it('have no types, and are only of modules that are imported', () => {
    start()
    const { modules } = JSON.parse(readFileSync(kept, 'utf8'))
    expect(modules[pathToFileURL(join(folder, 'typed.ts')).href]).toBe("export const typed         = 'typed'")
    expect(Object.keys(modules).filter((url) => url.endsWith('.cjs'))).toEqual([])
  })

  it('are made anew when a file has changed, also where its time and its size are as before', () => {
    start()
    put('node_modules/pack/it.js', "export const pack = 'KCAP'")
    expect(start()).toBe('KCAP typed required required')
    mark("'typed'", "'TYPED'")
    put('node_modules/pack/it.js', "export const pack = 'pack'")
    const { files } = JSON.parse(readFileSync(kept, 'utf8'))
    const [mtimeMs] = String(files[join(folder, 'node_modules', 'pack', 'it.js')]).split(' ')
    utimesSync(join(folder, 'node_modules/pack/it.js'), Number(mtimeMs) / 1000, Number(mtimeMs) / 1000)
    expect(start()).toBe('pack typed required required')
  })

  it('are made anew when a file is gone, when they are of another Node, and when they cannot be read', () => {
    start()
    mark(process.version, 'v1.2.3')
    expect(start()).toBe('pack typed required required')
    expect(readFileSync(kept, 'utf8')).toContain(process.version)
    for (const text of ['{}', '[', 'null']) {
      writeFileSync(kept, text)
      expect(start()).toBe('pack typed required required')
      expect(readFileSync(kept, 'utf8')).toContain('typed')
    }
    rmSync(join(folder, 'typed.ts'))
    put('main.ts', "import { pack } from 'pack'; console.log(pack)")
    expect(start()).toBe('pack')
    expect(readFileSync(kept, 'utf8')).not.toContain('typed.ts')
  })
})
