import type { FilesContext, RemoteContext } from '../../../shared/source-context.ts'
import type { DataFiles } from '../../data-files.ts'
import { shownFile } from '../../shown-file.ts'
import { checkFooters } from '../check-footers.ts'
import { writeConvertedCopy } from './converted-copy.ts'
import { copiedFiles } from './copied-files.ts'
import { unframedFiles } from './unframed-files.ts'

/** The files that others wrote, or copies of them for the time of the job, as the engine can read them. @throws CausewayError for what is not read at all */
export async function readableFiles(files: DataFiles, shown: string, context: FilesContext & RemoteContext): Promise<DataFiles> {
  const overlooked = await checkFooters(files.paths, (path) => shownFile(path, files, shown), context.signal)
  const converted = overlooked.size === 0 ? files : await copiedFiles(files, overlooked, writeConvertedCopy, shown, context)
  return await unframedFiles(converted, shown, context)
}
