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
  /** Of a connection that the program begins: whether there is somebody at its other end already. */
  Type.Object({ kind: Type.Literal('decided'), id: Type.Integer(), allowed: Type.Boolean() }),
  /** All names of the queue, which have changed. */
  Type.Object({ kind: Type.Literal('hosts'), hosts: Type.Array(Type.Object({ name: Type.String(), ip: Type.String() })) }),
  /** Nothing is relayed from here on. */
  Type.Object({ kind: Type.Literal('over'), text: Type.String() }),
])

/** The program's side says lines too: a connection that its program begins, and that is held until it is decided. */
export const RunAsk = Type.Object({
  kind: Type.Literal('begun'),
  id: Type.Integer(),
  /** The program's own port. */
  from: Type.Integer({ minimum: 1, maximum: 65_535 }),
  host: Type.String({ maxLength: 64 }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
})
