import { CausewayError } from '../../base/errors.ts'
import type { TableFile } from '../../protocol/table-files.ts'

/** The names of the files that the engine names by their paths. A name is the end of its path; both may be thousands: none is compared with each of the others. */
export function changedFiles(paths: readonly string[], files: readonly TableFile[]): readonly string[] {
  const ends = new Set(paths.flatMap((path) => path.split('/').map((_, index, parts) => parts.slice(index).join('/'))))
  const names = files.filter(({ name }) => ends.has(name)).map(({ name }) => name)
  if (names.length < paths.length) throw new CausewayError('internal', 'The engine names a file that the table has not')
  return names
}
