/** A door of a queue that is a port of this machine, and the address that leads to this machine. */
export interface SocksDoor {
  readonly port: number
  readonly user: string
  readonly password: string
  readonly ip: string
}
