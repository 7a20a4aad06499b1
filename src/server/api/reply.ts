/** JSON that is sent as it stands, for numbers that must not lose a digit. */
export class JsonText {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** An answer in one piece. */
export interface Reply<R> {
  /** Where it differs from the operation's. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** undefined: no body. */
  readonly body: R | JsonText | undefined
}

/**
 * An answer in pieces. The next piece is asked for when the client has taken the one before, so nothing piles up. What is thrown before the first piece is an
 * ordinary error answer, so a stream that may wait long sends something at once; what is thrown later cuts the connection, so that no client takes a part for the
 * whole. When `signal` aborts, the pieces must come to an end: by returning where the end may look like one (events), by throwing its reason where it may
 * not (rows).
 */
export interface StreamReply {
  /** Where it differs from the operation's. */
  readonly contentType?: string
  /** Where it differs from the operation's. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** The ids of what the call has made, for its record: pieces are not looked at. */
  readonly made?: Readonly<Record<string, string>>
  readonly pieces: AsyncIterable<string | Uint8Array>
}

/** How a call answers: one JSON text, one text of another media type, bytes whose headers say of which, or pieces of some. */
export type ReplyForm = { readonly kind: 'json' } | { readonly kind: 'text' | 'bytes' | 'stream'; readonly contentType: string }
