import { projectId } from '../api/credentials.ts'
import type { ApiRequest } from '../api/request.ts'
import { apiCommand, curlOf } from '../api/request-text.ts'
import { CopiedText } from './copied-text.tsx'
import { hasSecrets, shownRequest } from './shown-request.ts'

/** What will be sent, to be read before and to be taken into a script. */
export function RequestPreview({ request }: { readonly request: ApiRequest }) {
  const shown = shownRequest(request)
  return (
    <details>
      <summary>
        The request: <code>{`${request.method} ${request.path}`}</code>
      </summary>
      {hasSecrets(request) ? <p>Secrets are not shown in it.</p> : null}
      <h3>As a command</h3>
      <CopiedText label="The request as a command" text={apiCommand(shown)} />
      <h3>By curl</h3>
      <CopiedText label="The request by curl" text={curlOf(shown, window.location.origin, projectId() ?? '')} />
    </details>
  )
}
