import { callCommand, shellWord } from '../../../src/client/remedy-command.ts'
import type { ApiRequest } from './request.ts'

/** With a token of the caller's in $TOKEN: none stands in what is copied. */
export function curlOf({ method, path, body, file }: ApiRequest, origin: string, projectId: string): string {
  const url = `${origin}${path.replaceAll('{project_id}', projectId)}`
  const lines = [`curl -sS -X ${method} ${shellWord(url)}`, `-H "X-Auth-Token: $TOKEN"`]
  if (body !== undefined) lines.push(`-H 'Content-Type: application/json'`, `-d ${shellWord(JSON.stringify(body))}`)
  if (file !== undefined) lines.push(`-H 'Content-Type: application/octet-stream'`, `--data-binary @${shellWord(file.name)}`)
  return lines.join(' \\\n  ')
}

/** The call by `causeway api`, which there is for every call. */
export const apiCommand = (request: ApiRequest): string => request.file?.command ?? callCommand(request)
