import { hintInCommands } from '../connect/hint-in-commands.ts'
import { type Finding, fine, weak } from './finding.ts'

type Told = Readonly<Record<string, unknown>>

/** Of a server that runs, by what its `/readyz` tells whoever holds the data folder: how it is, and each attachment that is down. */
export function readinessFindings(told: Told): readonly Finding[] {
  const down = rowsOf(told['attachments_down'])
  const ofAttachments = new Set(down.map(({ reason }) => reason))
  const reasons = listOf(told['reasons']).filter((reason) => !ofAttachments.has(reason))
  const workers = `its workers: ${JSON.stringify(told['sandbox'])}`
  const server =
    reasons.length === 0
      ? fine('server', `ready; ${workers}`)
      : weak('server', `${String(told['status'])}: ${reasons.join('; ')}; ${workers}`, 'Wait, and ask again')
  return [
    server,
    ...down.map(({ reason, remedies }) =>
      weak('attachment', String(reason), ...listOf(remedies).map((text) => hintInCommands(String(text)))),
    ),
  ]
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const isTold = (value: unknown): value is Told => typeof value === 'object' && value !== null
const rowsOf = (value: unknown): readonly Told[] => listOf(value).filter(isTold)
