#!/usr/bin/env node
/**
 * What `npx causeway` runs: starts the program on a Node that can run it. Written so that every Node since 14 can read it: the program's own files are
 * TypeScript, which an older one cannot even parse.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NODE_MIN = 26
const program = join(dirname(fileURLToPath(import.meta.url)), 'causeway.ts')

/** The Node that the package `node` brings, where it is installed. */
function broughtNode() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'))
    return [join(folder, 'bin', 'node'), join(folder, 'bin', 'node.exe')].find((file) => existsSync(file))
  } catch {
    return undefined
  }
}

function startOn(node) {
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' })
  // A terminal signals the whole group; whoever signals this process alone means the server too.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`Causeway did not start: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code) => process.exit(code === null ? 1 : code))
}

if (Number(process.versions.node.split('.')[0]) >= NODE_MIN) {
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
