import { type Static, Type } from 'typebox'

/** Where the server is, and what is shown there: a new one after each restart of it. */
export const ServerOrder = Type.Object({
  /** The server's unix socket, and what is shown there. */
  path: Type.String(),
  ticket: Type.String(),
  hosts: Type.Array(Type.Object({ name: Type.String(), ip: Type.String() })),
})
export type ServerOrder = Readonly<Static<typeof ServerOrder>>

/** What `causeway run` tells its part within the namespace, as the first line of JSON; later lines are names of signals for the program, and orders of the server's. */
export const InsideOrder = Type.Object({
  ...ServerOrder.properties,
  queueName: Type.String(),
  program: Type.String(),
  args: Type.Array(Type.String()),
})

/** Where the order comes from, behind standard input, output and error; and where SERVER_LOST is said. */
export const ORDER_DESCRIPTOR = 3
/** The line that asks for another order of the server's. */
export const SERVER_LOST = 'lost'
