import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The module that makes a process take its program from one file of JavaScript. */
export const PACK_HOOKS = join(import.meta.dirname, '..', '..', '..', 'worker', 'program-pack.mjs')

/** For node's --import. @param file as packModules makes it; absolute, and readable for the process */
export const programPreload = (file: string): string => `${pathToFileURL(PACK_HOOKS).href}?file=${encodeURIComponent(file)}`
