/** The other side sent something that is no MySQL protocol, or none that was asked for. */
export class NotProtocolError extends Error {
  constructor(what: string) {
    super(`the answer is no MySQL protocol: ${what}`)
    this.name = 'NotProtocolError'
  }
}
