/**
 * Loaded before anything else (node --import), in the engine's thread too: modules of our own come from the pack that the server has made, whose file the URL of this
 * module names (?file=…; server/compute/processes/module-pack.ts says how it is written). What the pack does not have is loaded as usual.
 * JavaScript as it is: one file of TypeScript would make each thread load what strips types, 80 ms of processor time and 20 MiB in a worker.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { registerHooks } from 'node:module'

const file = new URL(import.meta.url).searchParams.get('file')
if (file !== null) {
  const whole = readFileSync(file)
  const bodies = whole.indexOf('\n') + 1
  /** @type {Readonly<Record<string, readonly [begin: number, bytes: number, sha256: string]>>} */
  const places = JSON.parse(whole.toString('utf8', 0, bodies))
  // For the modules that are loaded at once. The others are read when they are needed: most never are, and each worker would hold all of them, twice.
  const held = new WeakRef(whole)

  /** @param {readonly [begin: number, bytes: number, sha256: string]} place */
  const textAt = ([begin, bytes, sha256]) => {
    const from = bodies + begin
    const known = held.deref()
    if (known !== undefined) return known.toString('utf8', from, from + bytes)
    const part = Buffer.alloc(bytes)
    const descriptor = openSync(file)
    try {
      readSync(descriptor, part, 0, bytes, from)
    } finally {
      closeSync(descriptor)
    }
    if (process.getBuiltinModule('node:crypto').hash('sha256', part) !== sha256)
      throw new Error('The program of this worker has been changed since it was started')
    return part.toString()
  }

  registerHooks({
    resolve(specifier, context, next) {
      if (specifier.startsWith('.') && context.parentURL !== undefined) {
        const { href: url } = new URL(specifier, context.parentURL)
        if (Object.hasOwn(places, url)) return { url, format: 'module', shortCircuit: true }
      }
      return next(specifier, context)
    },
    load(url, context, next) {
      // What a module is told stands behind its name.
      const [name = url] = url.split('?', 1)
      const place = Object.hasOwn(places, name) ? places[name] : undefined
      return place === undefined ? next(url, context) : { format: 'module', source: textAt(place), shortCircuit: true }
    },
  })
}
