import type { ApiRequest } from '../api/request.ts'

const SECRET = /passw|secret|token/i

/** A call as a shell sends it, with the variables of the guides; what is secret is not shown. */
export function requestText({ method, path, body }: ApiRequest): string {
  const address = `"$ENDPOINT${path.replaceAll('{project_id}', '$PROJECT').replaceAll(/["\\`]/g, '\\$&')}"`
  const head = `curl -sS -X ${method} -H "X-Auth-Token: $TOKEN" ${address}`
  if (body === undefined) return head
  const json = JSON.stringify(body, (name, value: unknown) => (SECRET.test(name) && typeof value === 'string' ? '…' : value))
  return `${head} \\\n  -H 'Content-Type: application/json' -d '${json.replaceAll("'", `'\\''`)}'`
}
