import type { Owned } from './owned.ts'

/** unix: a socket in the data folder, for whoever may read that; loopback: a port of this machine, for whoever has the password. */
export type DoorKind = 'unix' | 'loopback'

/** A SOCKS5 server that leads to what a queue reaches, and nowhere else. What goes through it is dialled for its owner. */
export interface QueueDoor extends Owned {
  /** Also the user name by which a client shows itself. */
  readonly id: string
  readonly projectId: string
  readonly queueId: string
  readonly kind: DoorKind
  /** 0 for a unix socket. */
  readonly port: number
  readonly description: string
  readonly createdAt: number
}

export interface QueueDoorRecord extends QueueDoor {
  /** SHA-256 of a password of 256 random bits; empty for a unix socket. */
  readonly passwordHash: Uint8Array
}
