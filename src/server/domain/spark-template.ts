/** The parameters of a Spark batch that users keep under a name. */
export interface SparkTemplate {
  /** UUID. */
  readonly id: string
  readonly projectId: string
  /** Unique in the project; the case is kept, and two names that differ in it are two. */
  readonly name: string
  /** JSON of the batch's parameters, checked where it came in. */
  readonly batch: string
  readonly description: string
  /** '' for none. */
  readonly groupName: string
  /** '' where none was said. */
  readonly language: string
  readonly owner: string
  readonly createdAt: number
}
