import { realPath } from '../../base/real-path.ts'
import type { Claim } from '../../protocol/job-order.ts'
import { quoteText } from './quote.ts'

/**
 * The engine's settings for a claim, in the order in which they must be made: the last one locks all but what push-down and sessions change.
 * The spill limit is only enforced when it is SET after the engine was opened.
 */
export function claimSql(claim: Claim): readonly string[] {
  const folders = [...claim.dataFolders, claim.scratchFolder].flatMap((folder) => [folder, realPath(folder)])
  const allowed = [...new Set(folders)].map((folder) => quoteText(folder.endsWith('/') ? folder : `${folder}/`))
  return [
    `SET memory_limit=${quoteText(`${Math.floor(claim.memoryBytesMax / 1024)}KiB`)}`,
    `SET threads=${Math.max(1, Math.floor(claim.threads))}`,
    `SET temp_directory=${quoteText(claim.scratchFolder)}`,
    `SET max_temp_directory_size=${quoteText(`${Math.floor(claim.scratchBytesMax / 1024)}KiB`)}`,
    `SET allowed_directories=[${allowed.join(', ')}]`,
    'SET enable_external_access=false',
    "SET allowed_configs=['TimeZone', 'disabled_optimizers', 'enable_progress_bar', 'enable_progress_bar_print']",
    'SET lock_configuration=true',
  ]
}
