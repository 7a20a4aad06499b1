import { lookup } from '../../base/lookup.ts'

const ALIASES: Readonly<Record<string, readonly string[]>> = lookup({
  '/v1.0/': ['/v1.0/', '/v1/'],
  '/v1/': ['/v1.0/', '/v1/'],
  '/v2.0/': ['/v2.0/', '/v2/'],
  '/v2/': ['/v2.0/', '/v2/'],
})

/** Every spelling under which a DLI path answers: the vendor's documents and clients mix /v1 with /v1.0 and /v2 with /v2.0. */
export function pathAliases(path: string): readonly string[] {
  const version = /^\/v[0-9.]+\//.exec(path)?.[0] ?? ''
  return (ALIASES[version] ?? [version]).map((alias) => alias + path.slice(version.length))
}
