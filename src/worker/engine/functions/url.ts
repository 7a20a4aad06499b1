import { type JavaUri, javaUri } from '../../../base/java/java-uri.ts'
import { lookup } from '../../../base/lookup.ts'
import type { Compute } from './compute.ts'

const PARTS: Readonly<Record<string, (uri: JavaUri) => string | undefined>> = lookup({
  PROTOCOL: ({ scheme }) => scheme,
  AUTHORITY: ({ authority }) => authority,
  USERINFO: ({ userInfo }) => userInfo,
  HOST: ({ host }) => host,
  PATH: ({ path }) => path,
  QUERY: ({ query }) => query,
  REF: ({ fragment }) => fragment,
  FILE: ({ path, query }) => (query === undefined ? path : `${path}?${query}`),
})

/** A URL, and which part of it. */
export const partOfUrl: Compute = (url, part) => {
  const uri = javaUri(String(url))
  return (uri === undefined ? undefined : PARTS[String(part)]?.(uri)) ?? null
}
