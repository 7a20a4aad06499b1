/**
 * A program of its own, `node join-packages-main.ts <file with packages> <file>`: puts the modules of each package together into one and writes them into the file. A process
 * that ends, for what bundles takes tens of MiB and would stand still the server's only thread.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { rolldown } from 'rolldown'
import type { JoinedPackages, PackageModules } from './join-packages.ts'

const [listFile, file] = process.argv.slice(2)
if (listFile === undefined || file === undefined) throw new Error('usage: join-packages-main.ts <file with packages> <file>')
const packages: readonly PackageModules[] = JSON.parse(readFileSync(listFile, 'utf8'))
const modules: Record<string, string> = {}
const resolutions: Record<string, Record<string, string>> = {}

for (const { folder, files } of packages) {
  const own = new Set(files)
  const bundle = await rolldown({
    // Each stays a module that can be imported by its own name: whoever asks for it later gets the one that runs already.
    input: Object.fromEntries(files.map((name, index) => [String(index), name])),
    platform: 'node',
    external: (id, _importer, isResolved) => (isResolved ? !own.has(id) : !id.startsWith('.') && !id.startsWith('/')),
    onLog(_level, { message }) {
      throw new Error(message)
    },
  })
  const { output } = await bundle.generate({
    format: 'esm',
    keepNames: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'together-[name].js',
    codeSplitting: { groups: [{ name: basename(folder), test: () => true }] },
  })
  const urls = new Map<string, string>()
  const together = output.filter((part) => part.type === 'chunk')
  for (const { fileName, isEntry, facadeModuleId } of together)
    urls.set(fileName, pathToFileURL(isEntry && facadeModuleId !== null ? facadeModuleId : join(folder, fileName)).href)
  for (const { fileName, code, imports, dynamicImports } of together) {
    const url = urls.get(fileName)
    if (url === undefined) continue
    modules[url] = code
    for (const name of [...imports, ...dynamicImports]) {
      const target = urls.get(name)
      if (target !== undefined) resolutions[url] = { ...resolutions[url], [`./${name}`]: target }
      // A part of the package that was not there would be loaded beside what is put together.
      else if (name.startsWith('.') || name.startsWith('/')) throw new Error(`${folder} imports ${name} from outside of it`)
    }
  }
}
writeFileSync(file, JSON.stringify({ modules, resolutions } satisfies JoinedPackages), { mode: 0o600 })
