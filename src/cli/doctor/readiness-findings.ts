import { type Fields, isRecord, listOf, rowsOf } from '../../base/fields.ts'
import { plain } from '../../base/shown-text.ts'
import { hintInCommands } from '../connect/hint-in-commands.ts'
import { type Finding, fine, weak, wrong } from './finding.ts'
import { limitWords, sandboxWords } from './sandbox-words.ts'

/** Of a server that runs, by what its `/readyz` tells whoever holds the data folder: how it is, and each attachment that is down. */
export function readinessFindings(told: Fields): readonly Finding[] {
  const down = rowsOf(told['attachments_down'])
  const ofAttachments = new Set(down.map(({ reason }) => reason))
  const reasons = listOf(told['reasons'])
    .filter((reason) => !ofAttachments.has(reason))
    .map((reason) => hintInCommands(plain(reason)))
  return [
    serverFinding(plain(told['status']), reasons, workersText(told['sandbox'])),
    ...down.map(({ reason, remedies }) =>
      weak('attachment', plain(reason), ...listOf(remedies).map((text) => hintInCommands(plain(text)))),
    ),
  ]
}

function serverFinding(status: string, reasons: readonly string[], workers: string): Finding {
  if (status === 'not-ready') return wrong('server', `it runs, and takes no jobs: ${reasons.join('; ')}`, WAIT)
  if (reasons.length === 0) return fine('server', `it takes jobs${workers}`)
  return weak('server', `it takes jobs, later than usual: ${reasons.join('; ')}${workers}`, WAIT)
}

const WAIT = 'Wait, and ask again'

/** '' where it is not told, as by one that takes no jobs. */
function workersText(sandbox: unknown): string {
  if (!isRecord(sandbox)) return ''
  const of = (name: string): string => plain(sandbox[name])
  const words = sandboxWords({
    level: of('level'),
    ownNetwork: of('own_network'),
    callFilter: of('call_filter'),
    processNamespace: of('process_namespace'),
    fileSystem: of('file_system'),
    user: of('user'),
  })
  const limits = isRecord(sandbox['limits']) ? sandbox['limits'] : {}
  const limit = (name: string): string => plain(limits[name])
  const by = limitWords({ memory: limit('memory'), threads: limit('threads'), processor: limit('processor'), scratch: limit('scratch') })
  return `; its workers are held by ${words}; limits: ${by}`
}
