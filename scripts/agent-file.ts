/** Puts the agent into one file, which any Node of version 26 runs: `npm run agent-file -- [file]`. */
import { chmodSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'

const ROOT = join(import.meta.dirname, '..')
const file = resolve(process.argv[2] ?? 'causeway-agent.mjs')
const bundle = await rolldown({ input: join(ROOT, 'src/cli/agent/agent-main.ts'), platform: 'node' })
await bundle.write({ file, format: 'esm', codeSplitting: false, minify: false })
await bundle.close()
chmodSync(file, 0o755)
console.log(file)
