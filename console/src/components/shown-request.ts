import { isRecord } from '../api/fields.ts'
import type { ApiRequest } from '../api/request.ts'

const SECRET = /passw|secret|token|private_key|keytab/i
const HIDDEN = '********'

/** The request as it may be shown and copied: without the secrets that are in it. */
export const shownRequest = ({ method, path, body, file, hidden = [] }: ApiRequest): ApiRequest =>
  body === undefined ? { method, path, ...(file === undefined ? {} : { file }) } : { method, path, body: withoutSecrets(body, hidden) }

export const hasSecrets = ({ body, hidden = [] }: ApiRequest): boolean =>
  JSON.stringify(body) !== JSON.stringify(withoutSecrets(body, hidden))

function withoutSecrets(value: unknown, hidden: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, hidden))
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET.test(name) || hidden.includes(name) ? HIDDEN : withoutSecrets(inner, hidden),
    ]),
  )
}
