/** A tag of a queue, connection or job. */
export interface Tag {
  readonly key: string
  readonly value: string
}
