#!/usr/bin/env node
/**
 * What `npx causeway` runs: starts the program on a Node that can run it. Written so that every Node since 14 can read it: the program's own files are
 * TypeScript, which an older one cannot even parse.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, statSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

const NODE_MIN = 26
const program = join(dirname(fileURLToPath(import.meta.url)), 'causeway.ts')

/** The Node that the package `node` brings, where it is installed. */
function broughtNode() {
  try {
    const folder = dirname(nodeModule.createRequire(import.meta.url).resolve('node/package.json'))
    return [join(folder, 'bin', 'node'), join(folder, 'bin', 'node.exe')].find((file) => existsSync(file))
  } catch {
    return undefined
  }
}

function startOn(node) {
  const child = spawn(node, ['--no-maglev-osr', program, ...process.argv.slice(2)], { stdio: 'inherit' })
  // A terminal signals the whole group; whoever signals this process alone means the server too.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`Causeway did not start: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code) => process.exit(code === null ? 1 : code))
}

/**
 * What an earlier start has kept of the compiled program, taken before its first file is read: half of the time until the port is bound goes into compiling.
 * Only from a data folder that is this user's alone, as every start leaves it: whoever else could write there would run code here. The server takes it in any
 * case once it has the folder.
 */
function useCompiledProgram() {
  const home = process.argv[2] === 'start' ? dataFolder() : cacheFolder()
  if (home === undefined) return
  const kept = join(home, 'compile-cache')
  try {
    for (const folder of [home, kept]) {
      const { uid, mode } = statSync(folder)
      if (uid !== process.getuid() || (mode & 0o022) !== 0) return
    }
    // Nobody else gets at what is in a folder of this user's alone, nor into one that stands in it. The outer one may be older than the program's.
    if ([home, kept].some((folder) => (statSync(folder).mode & 0o077) === 0)) nodeModule.enableCompileCache(kept)
  } catch {
    // There is none yet.
  }
}

/** Of commands, which take twice as long without it; made for this user alone. */
function cacheFolder() {
  const { HOME: home, XDG_CACHE_HOME: given } = process.env
  if (!given?.startsWith('/') && !home) return undefined
  const folder = join(given?.startsWith('/') ? given : join(home, '.cache'), 'causeway')
  try {
    makeFolders(join(folder, 'compile-cache'))
    return folder
  } catch {
    return undefined
  }
}

/** As base/make-folders.ts: Node's own `recursive` tries for ever in /proc, which services have as their home. */
function makeFolders(folder) {
  if (existsSync(folder)) return
  const above = dirname(folder)
  if (above !== folder) makeFolders(above)
  mkdirSync(folder, { mode: 0o700 })
}

/** As settings.ts finds it, where it does not stand in a settings file; undefined where it may. */
function dataFolder() {
  const args = process.argv.slice(2)
  const at = args.findIndex((arg) => arg === '--home' || arg.startsWith('--home='))
  const flag = at < 0 ? undefined : args[at] === '--home' ? args[at + 1] : args[at].slice('--home='.length)
  const given = flag || process.env['CAUSEWAY_HOME']
  if (given) return resolve(given)
  const hasFile = args.some((arg) => arg.startsWith('--config')) || process.env['CAUSEWAY_CONFIG'] || existsSync('causeway.yaml')
  return hasFile ? undefined : resolve('.causeway')
}

if (Number(process.versions.node.split('.')[0]) >= NODE_MIN) {
  // As src/base/steady-compiler.ts says, and before anything is compiled or what was compiled is looked for.
  setFlagsFromString('--no-maglev-osr')
  useCompiledProgram()
  import('./causeway.ts')
} else {
  const node = broughtNode()
  if (node === undefined) {
    console.error(
      `Causeway needs Node ${NODE_MIN} or later, and this is ${process.version}: install it, or run npm ci in the folder of Causeway, which brings one`,
    )
    process.exit(1)
  }
  startOn(node)
}
