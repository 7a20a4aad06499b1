import { Code, Text } from '@mantine/core'
import type { ApiRequest } from '../api/request.ts'
import { requestText } from './request-text.ts'

/** What a form will send, for who would rather write it down than press a button. */
export function RequestPreview({ request }: { readonly request: ApiRequest }) {
  return (
    <details>
      <summary>
        <Text component="span" size="sm">
          What is sent
        </Text>
      </summary>
      <Code block tabIndex={0} aria-label="What is sent">
        {requestText(request)}
      </Code>
    </details>
  )
}
