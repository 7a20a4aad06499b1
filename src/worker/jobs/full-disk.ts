import { CausewayError } from '../../base/errors.ts'

/** Where the system, or the engine with its words, said that there is no room, or none that is left to this user. */
export const fullDisk = (cause: unknown): CausewayError =>
  new CausewayError('unavailable', 'There is no space left on a disk of the server that the statement writes on', {
    hint: 'Free some space on the disks of the data folder and of the buckets, and run the statement again',
    cause,
  })
