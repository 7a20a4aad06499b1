import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'

/** This module: what it writes is another program for other text of it. */
export const PACKER = fileURLToPath(import.meta.url)

/**
 * Modules in one text, as worker/program-pack.mjs reads it: in the first line, as JSON, where each begins behind that line and how many bytes of UTF-8 it has, by its URL, with their hash, and then
 * all of them. So a process need not hold in memory what it may load one day, and what it reads later is what was there at its start.
 * @param modules JavaScript by the module's URL
 */
export function packModules(modules: Readonly<Record<string, string>>): string {
  let end = 0
  const places = Object.entries(modules).map(([url, text]) => {
    const bytes = Buffer.byteLength(text)
    const begin = end
    end += bytes
    return [url, [begin, bytes, createHash('sha256').update(text).digest('hex')]] as const
  })
  return `${JSON.stringify(Object.fromEntries(places))}\n${Object.values(modules).join('')}`
}
