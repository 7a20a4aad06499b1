/** Whatever holds a socket that a grant allowed: a worker that was handed one, a relay that pumps one. */
export interface GrantHolder {
  /** Gives up, for good, what it holds under the grant; resolves when that is gone. Never rejects. */
  revoke(reason: string): Promise<void>
}

/** What allowed a queue a socket. It holds until it is revoked, and then never again. */
export interface Grant {
  /** Undefined while it holds. */
  readonly revokedBecause: string | undefined
  /** Twice is once. Whoever comes after it was revoked is revoked at once. */
  hold(holder: GrantHolder): void
  /** The holder has nothing of it any more. */
  release(holder: GrantHolder): void
}
