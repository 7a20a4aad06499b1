import { Type } from 'typebox'

/** What `causeway run` tells its part within the namespace, as the first line of JSON; later lines are names of signals for the program. */
export const InsideOrder = Type.Object({
  /** The server's unix socket, and what is shown there. */
  path: Type.String(),
  ticket: Type.String(),
  queueName: Type.String(),
  hosts: Type.Array(Type.Object({ name: Type.String(), ip: Type.String() })),
  program: Type.String(),
  args: Type.Array(Type.String()),
})

/** Where the order comes from, behind standard input, output and error. */
export const ORDER_DESCRIPTOR = 3
