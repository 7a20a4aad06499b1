import type { ServerClient } from '../connect/server-client.ts'
import { type Fields, furtherIn, listOf, plain, rowsOf, timeText } from '../shown-fields.ts'
import { waitForJob } from '../sql/run-statement.ts'
import type { JobFlags } from './job-flags.ts'
import { pathOf } from './jobs.ts'

const NO_TIME = ' '.repeat('2026-01-02T03:04:05'.length)
const ENDED = ['FINISHED', 'FAILED', 'CANCELLED']

/** What is known of a job's way, a line each; by `follow` what comes until it has ended, too. A failed job is told of, and is no failure of the command. */
export async function writeLogs(server: ServerClient, project: string, id: string, { json, follow }: JobFlags): Promise<void> {
  const path = pathOf(project, id)
  const told = async (): Promise<readonly [Fields, Fields]> =>
    await Promise.all([server.ask('GET', `${path}/status`), server.ask('GET', `${path}/detail`)])
  let [status, detail] = await told()
  let written = 0
  if (follow === true && !ENDED.includes(String(status['status']))) {
    const before = json === true ? [] : logLines(status, detail)
    for (const line of before) console.log(line)
    written = before.length
    // How it ended is read below: whoever reads logs is told of a failure by them.
    await waitForJob({ server, project, queue: '', database: '' }, id, new AbortController().signal).catch((thrown: unknown) => {
      if (signalled(thrown)) throw thrown
    })
    ;[status, detail] = await told()
  }
  if (json === true) console.log(JSON.stringify(detail))
  else for (const line of logLines(status, detail).slice(written)) console.log(line)
}

const signalled = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'AbortError'

/** Those of what has happened come first and stay as they are: what is told later stands behind them. */
export function logLines(status: Fields, detail: Fields): readonly string[] {
  const at = (time: unknown): string => (time === undefined ? NO_TIME : timeText(time))
  const word = String(status['status'])
  const ended = Number(status['start_time']) + Number(status['duration'])
  return [
    `${at(status['start_time'])}  submitted by ${plain(status['owner'])} to ${plain(status['queue_name'])}`,
    ...(detail['worker_time'] === undefined ? [] : [`${at(detail['worker_time'])}  taken by a worker`]),
    ...(ENDED.includes(word)
      ? [
          ...rowsOf(detail['sockets']).map(socketLine),
          ...rowsOf(detail['remote_statements']).map(
            ({ source, sql, row_count: rows, duration_ms: ms }) =>
              `${at(undefined)}  asked ${plain(source)}${rows === undefined ? '' : `, ${rowsText(rows)}`}${ms === undefined ? '' : `, ${plain(ms)} ms`}: ${further(sql)}`,
          ),
          ...rowsOf(detail['made_here']).map(({ what, reason }) => `${at(undefined)}  made here: ${plain(what)}, because ${plain(reason)}`),
          ...rowsOf(detail['table_readings']).map(
            ({ table_name: table, files_read: read, files }) =>
              `${at(undefined)}  read ${plain(read)} of ${plain(files)} files of ${plain(table)}`,
          ),
          ...listOf(detail['rule_hints']).map((hint) => `${at(undefined)}  hint: ${plain(hint)}`),
          `${at(ended)}  ${word.toLowerCase()}, ${rowsText(status['result_count'] ?? 0)}${messageOf(status)}`,
        ]
      : []),
  ]
}

function socketLine({ time, address, outcome, connection_name: connection, duration_ms: ms, seen }: Fields): string {
  const through = connection === undefined ? '' : ` through ${plain(connection)}`
  const why = seen === undefined ? '' : `: ${further(seen)}`
  return `${timeText(time)}  ${outcome === 'succeeded' ? 'socket' : 'no socket'} to ${plain(address)}${through}, ${plain(ms)} ms${why}`
}

const messageOf = ({ message }: Fields): string => (message === undefined || message === '' ? '' : `: ${further(message)}`)

/** What may have several lines, as a failure with what would help: those behind the first stand further in than anything else, so that none passes for one of the log's. */
const further = (text: unknown): string => furtherIn(text, `${NO_TIME}      `)

const rowsText = (count: unknown): string => `${plain(count)} ${Number(count) === 1 ? 'row' : 'rows'}`
