import type { Decoders } from '../../engine/decoder.ts'
import type { SourceKind } from '../shared/source.ts'
import { MYSQL_OPTIONS } from './options.ts'
import { readSource } from './read-source.ts'
import type { ZeroDates } from './remote-type.ts'
import { ROW_FORMATS } from './row-format.ts'
import { URL_PARAMETERS } from './url-parameters.ts'

const decoder =
  (zeroDates: ZeroDates): Decoders[string] =>
  async () => {
    const { RowDecoder } = await import('./row-decoder.ts')
    return (columns) => new RowDecoder(columns, zeroDates)
  }

/** Tables of MySQL and MariaDB databases (USING JDBC with a jdbc:mysql or jdbc:mariadb URL). */
export const mysqlKind: SourceKind = {
  options: [MYSQL_OPTIONS, URL_PARAMETERS],
  decoders: {
    [ROW_FORMATS.refused]: decoder('refused'),
    [ROW_FORMATS.null]: decoder('null'),
    [ROW_FORMATS['first-day']]: decoder('first-day'),
  },
  check: readSource,
  load: async () => (await import('./source.ts')).mysqlSource,
}
