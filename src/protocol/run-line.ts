import { Type } from 'typebox'

/**
 * What `causeway run` and the server say to each other over the server's unix socket. The program's side sends its ticket as JSON, and with it, in one message, the
 * listening socket of its namespace (base/native/descriptors.ts). From then on the server says lines of JSON.
 */
export const RunGreeting = Type.Object({ ticket: Type.String({ maxLength: 100 }) })
export const RUN_GREETING_BYTES_MAX = 1_000

export const RunLine = Type.Union([
  /** Whatever the program connects is served. */
  Type.Object({ kind: Type.Literal('listening') }),
  Type.Object({ kind: Type.Literal('refused'), text: Type.String() }),
  /** Nothing is relayed from here on. */
  Type.Object({ kind: Type.Literal('over'), text: Type.String() }),
])
