/**
 * A program of its own, `node bundle-program.ts <source folder> <file>`: puts the worker's program together and writes it into the file, as program-pack.mjs reads it. A process
 * that ends, for what bundles takes tens of MiB and would stand still the server's only thread.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import { packModules } from '../../processes/module-pack.ts'
import { WORKER_ENTRIES } from './worker-entries.ts'

const [sourceFolder, file] = process.argv.slice(2)
if (sourceFolder === undefined || file === undefined) throw new Error('usage: bundle-program.ts <source folder> <file>')

const workerFolder = join(sourceFolder, 'worker')
const bundle = await rolldown({
  input: Object.fromEntries(WORKER_ENTRIES.map((name) => [name, join(workerFolder, `${name}.ts`)])),
  platform: 'node',
  // Packages are loaded as they are: some have native parts, which they find by where they stand.
  external: (id) => !id.startsWith('.') && !id.startsWith('/'),
  onLog(_level, { message }) {
    throw new Error(message)
  },
})
// What is loaded only when it is needed stays apart. An entry keeps the name that its process is started with.
const { output } = await bundle.generate({
  format: 'esm',
  entryFileNames: '[name].ts',
  chunkFileNames: 'bundled/[name]-[hash].js',
  // Of characters beyond Latin-1 each makes V8 hold its module's text with two bytes for each: they are written as escapes, and comments left out. Lines stay, for what a stack says.
  comments: false,
  minify: { compress: false, mangle: false, codegen: { removeWhitespace: false, asciiOnly: true } },
})
const modules: Record<string, string> = {}
for (const part of output) if (part.type === 'chunk') modules[pathToFileURL(join(workerFolder, part.fileName)).href] = part.code
writeFileSync(file, packModules(modules), { mode: 0o600 })
