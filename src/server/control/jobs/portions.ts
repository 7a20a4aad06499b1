/** That are listed before others have their turn. */
export const JOBS_AT_A_TIME = 500
/** Of statements that are read and searched before other requests have their turn: a millisecond or two. */
const BYTES_AT_A_TIME = 256 * 1024

/** Jobs in groups whose statements have at most BYTES_AT_A_TIME, or one that has more. */
export function* portions<J extends { readonly bytes: number }>(jobs: readonly J[]): Generator<readonly J[]> {
  let portion: J[] = []
  let bytes = 0
  for (const job of jobs) {
    if (portion.length > 0 && bytes + job.bytes > BYTES_AT_A_TIME) {
      yield portion
      portion = []
      bytes = 0
    }
    portion.push(job)
    bytes += job.bytes
  }
  if (portion.length > 0) yield portion
}
