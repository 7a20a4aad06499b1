/** A tag of a queue, connection, job, VPC or subnet. */
export interface Tag {
  readonly key: string
  readonly value: string
}
