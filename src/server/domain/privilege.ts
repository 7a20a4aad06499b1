/** To whom something is granted: a user, or all who may use another project. */
export interface Grantee {
  readonly kind: 'user' | 'project'
  readonly id: string
}

/** Every privilege that there is on an object. */
export const ALL = 'ALL'

/** One right of one grantee on one object of a project. */
export interface Privilege {
  readonly projectId: string
  readonly grantee: Grantee
  /** As the vendor writes it, in the letters that the object has: queues.q, databases.d.tables.t, edsconnections.<id>. */
  readonly object: string
  readonly name: string
}
