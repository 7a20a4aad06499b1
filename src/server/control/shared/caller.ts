/** Who asks, and in which project: every project-scoped call of control takes it first. */
export interface Caller {
  readonly projectId: string
  readonly userId: string
  readonly userName: string
}
