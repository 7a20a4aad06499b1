import { CausewayError } from '../../../../base/errors.ts'

/** A row that is not complete is kept in memory until it is. */
const ROW_BYTES_MAX = 256 << 20

/** @throws 'limit-exceeded' for a row of which so much is there, and not its end */
export function checkRowBytes(bytes: number): void {
  if (bytes > ROW_BYTES_MAX)
    throw new CausewayError('limit-exceeded', `A row of the remote table is larger than ${ROW_BYTES_MAX >> 20} MiB`)
}
