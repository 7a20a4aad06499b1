import { sparkTypeName } from '../../../../base/spark-type.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import type { FilesContext } from '../../shared/source-context.ts'
import type { DataFiles } from '../data-files.ts'
import { shownFile } from '../shown-file.ts'
import { OrcFile } from './orc-file.ts'
import { sparkTypeOfOrc } from './spark-type-of-orc.ts'

/** The columns of the first file that is not empty, as Spark has them. */
export async function orcColumns(
  files: DataFiles,
  place: string,
  { signal, distant }: Pick<FilesContext, 'signal' | 'distant'>,
): Promise<readonly Column[]> {
  for (const path of files.paths) {
    signal.throwIfAborted()
    await distant?.bringWhole([path])
    const shown = shownFile(path, files, place)
    const file = await OrcFile.open(path, shown)
    try {
      const tail = await file.tail()
      if (tail === undefined) continue
      return tail.root.names.map((name, index) => {
        const type = tail.root.children[index]
        return { name, type: type === undefined ? 'void' : sparkTypeName(sparkTypeOfOrc(type, name, shown)) }
      })
    } finally {
      await file.close()
    }
  }
  return []
}
