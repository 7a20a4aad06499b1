/** A part of a list, and how many there are in all. */
export interface Page<T> {
  readonly total: number
  readonly items: readonly T[]
}

/** Which part: so many are passed over, and at most so many given; without a limit all that follow. */
export interface PageRequest {
  readonly offset?: number
  readonly limit?: number
}
