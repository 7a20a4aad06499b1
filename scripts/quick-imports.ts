/** Loaded by vitest before each file of tests: every process of tests loads some hundreds of the same modules, and what costs the processor of that is done once. */
import { enableCompileCache, flushCompileCache, registerHooks } from 'node:module'
import { afterAll } from 'vitest'
import { compileCache } from '../testing/kept-program.ts'

const isRegistered = Symbol.for('causeway.quick-imports')

// Once in a process: it is loaded again for each file of tests that shares one.
if (!(isRegistered in process)) {
  Object.defineProperty(process, isRegistered, { value: true })
  enableCompileCache(compileCache)
  // Our own modules are named by their whole paths, so nothing has to be looked for. Vitest would send each name to its main process, for its watch mode.
  if (process.env['VITEST_MODE'] !== 'WATCH')
    registerHooks({
      resolve: (specifier, context, next) =>
        context.parentURL !== undefined && /^\.\.?\/.*\.ts$/.test(specifier)
          ? { url: new URL(specifier, context.parentURL).href, format: 'module-typescript', shortCircuit: true }
          : next(specifier, context),
    })
}

// Vitest ends its processes by a signal, at which Node would keep nothing.
afterAll(() => flushCompileCache())
