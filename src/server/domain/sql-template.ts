/** A statement that users keep under a name. */
export interface SqlTemplate {
  /** UUID. */
  readonly id: string
  readonly projectId: string
  /** Unique in the project; the case is kept, and two names that differ in it are two. */
  readonly name: string
  readonly sql: string
  readonly description: string
  /** '' for none. */
  readonly groupName: string
  readonly owner: string
  readonly createdAt: number
}
