import { mkdirSync, readFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { registerHooks } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fileStamp } from '../../base/file-stamp.ts'
import { nextTurn } from '../../base/next-turn.ts'
import { joinPackages } from './join-packages.ts'

/** What a start loads, in one file: finding and reading some twelve hundred small files is more than half of the processor time until it is done. */
export interface ModuleStore extends Disposable {
  /**
   * What was loaded since the store was made, for the next start: the function writes it, once. Nothing when an earlier start's was used.
   * Disposing of the store ends both using and recording.
   */
  recorded(): () => Promise<void>
}

/** By the URL of the importing module: what each of its specifiers leads to. */
type Resolutions = Record<string, Record<string, string>>

interface Kept {
  readonly node: string
  /** When each file was changed last, in its inode too, and its size. */
  readonly files: Readonly<Record<string, string>>
  readonly resolutions: Readonly<Resolutions>
  /** JavaScript by the module's URL. */
  readonly modules: Readonly<Record<string, string>>
}

/**
 * Uses what the file holds, if it is of this Node and no file of the program has changed since, or records what is loaded from now on. Modules of ECMAScript
 * only: others are loaded as usual.
 * @param file in a folder that this user alone may write, for what is in it is run
 */
export function createModuleStore(file: string): ModuleStore {
  const kept = readKept(file)
  return kept === undefined ? recordingStore(file) : usingStore(kept)
}

function usingStore({ resolutions, modules }: Kept): ModuleStore {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const known = isImport(context.conditions) ? resolutions[context.parentURL ?? ''] : undefined
      const url = known !== undefined && Object.hasOwn(known, specifier) ? known[specifier] : undefined
      return url === undefined ? next(specifier, context) : { url, format: 'module', shortCircuit: true }
    },
    load(url, context, next) {
      const source = Object.hasOwn(modules, url) ? modules[url] : undefined
      return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true }
    },
  })
  return { recorded: () => async () => {}, [Symbol.dispose]: () => hooks.deregister() }
}

function recordingStore(file: string): ModuleStore {
  const resolutions: Resolutions = {}
  const sources = new Map<string, { readonly text: string; readonly isTyped: boolean; readonly stamp: string }>()
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context)
      const { parentURL } = context
      if (parentURL !== undefined && isImport(context.conditions)) {
        resolutions[parentURL] ??= {}
        resolutions[parentURL][specifier] = found.url
      }
      return found
    },
    load(url, context, next) {
      // Before it is read: what changes meanwhile is seen to be another by the next start.
      const stamp = url.startsWith('file:') ? fileStamp(fileURLToPath(url)) : undefined
      const loaded = next(url, context)
      const { format, source } = loaded
      const isTyped = format === 'module-typescript'
      if (stamp !== undefined && (isTyped || format === 'module') && source !== undefined && source !== null) {
        sources.set(url, { text: typeof source === 'string' ? source : new TextDecoder().decode(source), isTyped, stamp })
      }
      return loaded
    },
  })
  return {
    recorded: () => () => write(file, resolutions, sources),
    [Symbol.dispose]: () => hooks.deregister(),
  }
}

async function write(
  file: string,
  found: Readonly<Resolutions>,
  sources: ReadonlyMap<string, { readonly text: string; readonly isTyped: boolean; readonly stamp: string }>,
): Promise<void> {
  const { withoutTypes } = await import('../../base/without-types.ts')
  const [modules, files, resolutions]: [Record<string, string>, Record<string, string>, Resolutions] = [{}, {}, {}]
  for (const [url, { text, isTyped, stamp }] of sources) {
    modules[url] = isTyped ? withoutTypes(text) : text
    files[fileURLToPath(url)] = stamp
    // Whatever else the server has to do comes in between.
    if (isTyped) await nextTurn()
  }
  for (const [parent, known] of Object.entries(found)) {
    const kept = Object.entries(known).filter(([, url]) => sources.has(url))
    if (kept.length > 0) resolutions[parent] = Object.fromEntries(kept)
  }
  const folder = dirname(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // Without it the next start takes longer, and nothing else.
  const joined = await joinPackages(Object.keys(modules), folder).catch(() => ({ modules: {}, resolutions: {} }))
  const kept: Kept = {
    node: process.version,
    files,
    resolutions: { ...resolutions, ...joined.resolutions },
    modules: { ...modules, ...joined.modules },
  }
  const draft = `${file}.draft`
  await writeInPieces(draft, kept)
  await rename(draft, file)
}

const PIECE_CHARACTERS = 256 * 1024

/** As JSON: all modules at once are megabytes, which held the server for a tenth of a second. */
async function writeInPieces(file: string, { modules, ...others }: Kept): Promise<void> {
  await using draft = await open(file, 'w', 0o600)
  let piece = `${JSON.stringify(others).slice(0, -1)},"modules":{`
  let separator = ''
  for (const [url, text] of Object.entries(modules)) {
    piece += `${separator}${JSON.stringify(url)}:${JSON.stringify(text)}`
    separator = ','
    if (piece.length < PIECE_CHARACTERS) continue
    await draft.writeFile(piece)
    piece = ''
    // Whatever else the server has to do comes in between.
    await nextTurn()
  }
  await draft.writeFile(`${piece}}}`)
}

/** undefined when there is none, or it is not of the program as it is now. */
function readKept(file: string): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (!isKept(kept) || kept.node !== process.version) return undefined
    return Object.entries(kept.files).every(([name, stamp]) => fileStamp(name) === stamp) ? kept : undefined
  } catch {
    return undefined
  }
}

/** Which only a start writes, whole or not at all. */
function isKept(value: unknown): value is Kept {
  return (
    typeof value === 'object' && value !== null && ['node', 'files', 'resolutions', 'modules'].every((name) => Object.hasOwn(value, name))
  )
}

const isImport = (conditions: readonly string[]): boolean => conditions.includes('import')
