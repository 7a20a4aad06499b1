/**
 * Loaded before anything else (node --import), in the engine's thread too: modules of our own come from the pack that the server has made, whose file the URL of this
 * module names (?file=…). What the pack does not have is loaded as usual.
 */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const file = new URL(import.meta.url).searchParams.get('file')
if (file !== null) {
  const pack: Readonly<Record<string, string>> = JSON.parse(readFileSync(file, 'utf8'))
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier.startsWith('.') && context.parentURL !== undefined) {
        const { href: url } = new URL(specifier, context.parentURL)
        if (Object.hasOwn(pack, url)) return { url, format: 'module', shortCircuit: true }
      }
      return next(specifier, context)
    },
    load(url, context, next) {
      const source = Object.hasOwn(pack, url) ? pack[url] : undefined
      return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true }
    },
  })
}
