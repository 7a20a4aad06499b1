import type { Owned } from '../../domain/owned.ts'

/** Who asks, and in which project: every project-scoped call of control takes it first. */
export interface Caller {
  readonly projectId: string
  readonly userId: string
  readonly userName: string
  /** Let in by a key that ends: gives nobody what stays. */
  readonly isTemporary?: true
  /** Whoever has the data folder, and so everything: no user. */
  readonly isLocal?: true
}

/** Of what the caller makes. */
export const ownedBy = ({ userId, userName }: Pick<Caller, 'userId' | 'userName'>): Owned => ({ owner: userName, ownerId: userId })

/** By the id: a name may have been that of another user. */
export const isOwnedBy = ({ ownerId }: Pick<Owned, 'ownerId'>, { userId }: Caller): boolean => ownerId !== '' && ownerId === userId
