import { isRecord } from '../../api/fields.ts'
import type { ApiRequest } from '../../api/request.ts'

const SECRET = /passw|secret|token/i
const HIDDEN = '********'

/** The request as it may be shown and copied: without the secrets that are in it. */
export const shownRequest = ({ method, path, body }: ApiRequest): ApiRequest =>
  body === undefined ? { method, path } : { method, path, body: withoutSecrets(body) }

export const hasSecrets = ({ body }: ApiRequest): boolean => JSON.stringify(body) !== JSON.stringify(withoutSecrets(body))

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, SECRET.test(name) ? HIDDEN : withoutSecrets(inner)]))
}
