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

/** What was kept: what it says of itself, and the modules behind it. */
function opened(): { readonly about: { readonly files: Record<string, string> }; readonly modules: ReadonlyMap<string, string> } {
  const whole = readFileSync(kept)
  const bodies = whole.indexOf('\n') + 1
  const about: { files: Record<string, string>; places: Record<string, [number, number]> } = JSON.parse(whole.toString('utf8', 0, bodies))
  const modules = Object.entries(about.places).map(
    ([url, [begin, bytes]]) => [url, whole.toString('utf8', bodies + begin, bodies + begin + bytes)] as const,
  )
  return { about, modules: new Map(modules) }
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
    mark("pack = 'pack'", "pack = 'PACK'")
    mark("'typed'", "'TYPED'")
    expect(start()).toBe('PACK TYPED required required')
  })

  it('are whole where characters are of several bytes', () => {
    put('typed.ts', "export const typed: string = 'typed: ü, 漢, 🚪'")
    expect(start()).toBe('pack typed: ü, 漢, 🚪 required required')
    mark("pack = 'pack'", "pack = 'PACK'")
    expect(start()).toBe('PACK typed: ü, 漢, 🚪 required required')
  })

  it('have no types, and are only of modules that are imported', () => {
    start()
    const { modules } = opened()
    expect(modules.get(pathToFileURL(join(folder, 'typed.ts')).href)).toBe("export const typed         = 'typed'")
    expect([...modules.keys()].filter((url) => url.endsWith('.cjs'))).toEqual([])
  })

  it('are made anew when a file has changed, also where its time and its size are as before', () => {
    start()
    put('node_modules/pack/it.js', "export const pack = 'KCAP'")
    expect(start()).toBe('KCAP typed required required')
    mark("'typed'", "'TYPED'")
    put('node_modules/pack/it.js', "export const pack = 'pack'")
    const { files } = opened().about
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

describe('a package of many modules', () => {
  const COUNT = 60
  const MANY = 'node_modules/many'
  beforeEach(() => {
    mkdirSync(join(folder, MANY), { recursive: true })
    put(`${MANY}/package.json`, '{"name":"many","type":"module","exports":{".":"./index.js","./state":"./state.js"}}')
    put(`${MANY}/state.js`, "import { pack } from 'pack'\nexport class State { static made = []; static from = pack }")
    const parts = Array.from({ length: COUNT }, (_, index) => `part-${index}`)
    for (const part of parts)
      put(`${MANY}/${part}.js`, `import { State } from './state.js'\nState.made.push('${part}')\nexport default '${part}'`)
    put(`${MANY}/index.js`, parts.map((part, index) => `export { default as p${index} } from './${part}.js'`).join('\n'))
    put(
      'main.ts',
      `import * as many from 'many'
       import { State } from 'many/state'
       const again = await import(${JSON.stringify(pathToFileURL(join(folder, MANY, 'part-7.js')).href)})
       console.log(Object.keys(many).length, many.p9, State.made.length, State.made[0], State.from, State.name, again.default)`,
    )
  })

  it('is put together, and each module still runs once and is found by its own name', () => {
    const printed = `${COUNT} part-9 ${COUNT} part-0 pack State part-7`
    expect(start()).toBe(printed)
    const together = [...opened().modules].filter(([, text]) => text.includes('made.push('))
    expect(together.map(([, text]) => text.split('made.push(').length - 1)).toEqual([COUNT])
    mark('"part-9"', '"PART-9"')
    // It is used, and not only written.
    expect(start()).toBe(printed.replace('part-9', 'PART-9'))
  })

  it('is kept as it is when it cannot be put together', () => {
    put(
      `${MANY}/part-3.js`,
      "import { State } from './state.js'\nimport { typed } from '../../typed.ts'\nState.made.push('part-3')\nexport default typed",
    )
    expect(start()).toBe(`${COUNT} part-9 ${COUNT} part-0 pack State part-7`)
    expect([...opened().modules.keys()].filter((url) => url.includes('together'))).toEqual([])
  })
})
