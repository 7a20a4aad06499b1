import { mkdirSync, readFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { isBuiltin, registerHooks } from 'node:module'
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
  /** By the module's URL: where its JavaScript begins behind this, which is the first line of the file, and how many bytes of UTF-8 it has. */
  readonly places: Readonly<Record<string, readonly [begin: number, bytes: number]>>
}

interface Opened {
  readonly kept: Kept
  readonly textAt: (place: readonly [begin: number, bytes: number]) => string
}

/**
 * Uses what the file holds, if it is of this Node and no file of the program has changed since, or records what is loaded from now on. Modules of ECMAScript
 * only: others are loaded as usual.
 * @param file in a folder that this user alone may write, for what is in it is run
 */
export function createModuleStore(file: string): ModuleStore {
  const opened = openKept(file)
  return opened === undefined ? recordingStore(file) : usingStore(opened)
}

function usingStore({ kept: { resolutions, places }, textAt }: Opened): ModuleStore {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (!isImport(context.conditions)) return next(specifier, context)
      // Of two imports one is of these, and Node looks it up at length each time.
      if (specifier.startsWith('node:') && isBuiltin(specifier)) return { url: specifier, format: 'builtin', shortCircuit: true }
      const known = resolutions[context.parentURL ?? '']
      const url = known !== undefined && Object.hasOwn(known, specifier) ? known[specifier] : undefined
      return url === undefined ? next(specifier, context) : { url, format: 'module', shortCircuit: true }
    },
    load(url, context, next) {
      const place = Object.hasOwn(places, url) ? places[url] : undefined
      return place === undefined ? next(url, context) : { format: 'module', source: textAt(place), shortCircuit: true }
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
  const draft = `${file}.draft`
  await writeInPieces(
    draft,
    { node: process.version, files, resolutions: { ...resolutions, ...joined.resolutions } },
    { ...modules, ...joined.modules },
  )
  await rename(draft, file)
}

const PIECE_CHARACTERS = 256 * 1024

/** All modules at once are megabytes, which held the server for a tenth of a second. */
async function writeInPieces(file: string, about: Omit<Kept, 'places'>, modules: Readonly<Record<string, string>>): Promise<void> {
  let end = 0
  const places = Object.entries(modules).map(([url, text]) => {
    const begin = end
    const bytes = Buffer.byteLength(text)
    end += bytes
    return [url, [begin, bytes]] as const
  })
  await using draft = await open(file, 'w', 0o600)
  let piece = `${JSON.stringify({ ...about, places: Object.fromEntries(places) } satisfies Kept)}\n`
  for (const text of Object.values(modules)) {
    piece += text
    if (piece.length < PIECE_CHARACTERS) continue
    await draft.writeFile(piece)
    piece = ''
    // Whatever else the server has to do comes in between.
    await nextTurn()
  }
  await draft.writeFile(piece)
}

/** undefined when there is none, or it is not of the program as it is now. */
function openKept(file: string): Opened | undefined {
  try {
    const whole = readFileSync(file)
    const bodies = whole.indexOf('\n') + 1
    const kept: unknown = JSON.parse(whole.toString('utf8', 0, bodies))
    if (!isKept(kept) || kept.node !== process.version) return undefined
    if (!Object.entries(kept.files).every(([name, stamp]) => fileStamp(name) === stamp)) return undefined
    return { kept, textAt: ([begin, bytes]) => whole.toString('utf8', bodies + begin, bodies + begin + bytes) }
  } catch {
    return undefined
  }
}

/** Which only a start writes, whole or not at all. */
function isKept(value: unknown): value is Kept {
  return (
    typeof value === 'object' && value !== null && ['node', 'files', 'resolutions', 'places'].every((name) => Object.hasOwn(value, name))
  )
}

const isImport = (conditions: readonly string[]): boolean => conditions.includes('import')
