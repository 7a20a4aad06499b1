import type { UseQueryResult } from '@tanstack/react-query'

interface GoneNoteProps {
  /** As 'queue'. */
  readonly what: string
  /** What the page's address names. */
  readonly wanted: string | undefined
  readonly isThere: boolean
  /** The list in which it would stand. */
  readonly list: UseQueryResult
  /** Where it has not all of them: what it has, as 'the last 100'. */
  readonly among?: string
}

/** Of what an old link leads to, or somebody else deletes while one looks at it: without a word its detail would only be missing. */
export function GoneNote({ what, wanted, isThere, list, among }: GoneNoteProps) {
  if (wanted === undefined || wanted === '' || isThere || list.data === undefined || list.isFetching) return null
  return (
    <p role="status">
      The {what} that was chosen is not {among === undefined ? 'there any more' : `among ${among}`}: <code>{wanted}</code>
    </p>
  )
}
