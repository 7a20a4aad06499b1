import type { ApiRequest } from './request.ts'

/** For a shell: whatever stands in it is one word. */
export const shellWord = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** With a token of the caller's in $TOKEN: none stands in what is copied. */
export function curlOf({ method, path, body }: ApiRequest, origin: string, projectId: string): string {
  const url = `${origin}${path.replaceAll('{project_id}', projectId)}`
  const lines = [`curl -sS -X ${method} ${shellWord(url)}`, `-H "X-Auth-Token: $TOKEN"`]
  if (body !== undefined) lines.push(`-H 'Content-Type: application/json'`, `-d ${shellWord(JSON.stringify(body))}`)
  return lines.join(' \\\n  ')
}

/** The call by `causeway api`, which there is for every call. */
export const apiCommand = ({ method, path, body }: ApiRequest): string =>
  `causeway api ${method} ${shellWord(path)}${body === undefined ? '' : ` ${shellWord(JSON.stringify(body))}`}`
