import { CausewayError } from '../../../../../base/errors.ts'
import { DAMAGED_FILE } from '../damaged-file.ts'

const LENGTH_MAX = 4096

/** Tables are written at another place than they are read from: what the metadata names is the file at the same place below the table's folder. */
export class TablePaths {
  readonly #root: string
  readonly #location: string
  readonly #shown: string

  /** `location`: where the metadata says that the table is; `shown`: the metadata. */
  constructor(location: string, shown: string) {
    if (location.length > LENGTH_MAX)
      throw new CausewayError('invalid-parameter', `${shown}: the table's location is longer than ${LENGTH_MAX} characters`, {
        hint: DAMAGED_FILE,
      })
    this.#root = withoutScheme(location)
    this.#location = location
    this.#shown = shown
  }

  /** Below the table's folder. @throws CausewayError for what is elsewhere */
  below(path: string): string {
    if (path.length > LENGTH_MAX)
      throw new CausewayError('invalid-parameter', `${this.#shown} speaks of a file whose path is longer than ${LENGTH_MAX} characters`, {
        hint: DAMAGED_FILE,
      })
    const plain = withoutScheme(path)
    const rest = plain.startsWith(`${this.#root}/`) ? plain.slice(this.#root.length + 1) : undefined
    if (rest === undefined || this.#root === '' || rest === '' || rest.includes('\u0000') || rest.split('/').includes('..'))
      throw new CausewayError(
        'forbidden',
        `${this.#shown} speaks of ${path.slice(0, 200)}, which is outside of the table's folder ${this.#location.slice(0, 200)}`,
        {
          hint: 'All files of the table must be below its location: have it written anew there, without write.data.path.',
        },
      )
    return rest.replaceAll(/\/+/g, '/')
  }
}

/** One place has several spellings: file:/x and file:///x, s3:// and s3a://. */
const withoutScheme = (path: string): string =>
  path
    .replace(/^[a-z][a-z0-9+.-]*:(?=\/)/i, '')
    .replace(/^(\.?\/)+/, '')
    .replace(/\/+$/, '')
