import { EventEmitter } from 'node:events'
import type { Client } from 'pg'

/** The driver's types do not name its connection. */
export function connectionOf(client: Client): EventEmitter {
  const connection: unknown = Reflect.get(client, 'connection')
  if (!(connection instanceof EventEmitter)) throw new Error('the driver has no connection')
  return connection
}
