/**
 * Loaded before anything else (node --import), in the engine's thread too: modules of our own come from the pack that the server has made, whose file the URL of this
 * module names (?file=…). What the pack does not have is loaded as usual.
 * JavaScript as it is: one file of TypeScript would make each thread load what strips types, 80 ms of processor time and 20 MiB in a worker.
 */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const file = new URL(import.meta.url).searchParams.get('file')
if (file !== null) {
  /** @type {Readonly<Record<string, string>>} */
  const pack = JSON.parse(readFileSync(file, 'utf8'))
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier.startsWith('.') && context.parentURL !== undefined) {
        const { href: url } = new URL(specifier, context.parentURL)
        if (Object.hasOwn(pack, url)) return { url, format: 'module', shortCircuit: true }
      }
      return next(specifier, context)
    },
    load(url, context, next) {
      // What a module is told stands behind its name.
      const [name = url] = url.split('?', 1)
      const source = Object.hasOwn(pack, name) ? pack[name] : undefined
      return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true }
    },
  })
}
