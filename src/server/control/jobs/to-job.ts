import type { JobProgress } from '../../../protocol/job-result.ts'
import type { Job, JobRecord } from '../../domain/job.ts'
import { isEnded } from './job-machine.ts'

/** `progress` and `lastsMs`: what is told of a job that has not ended. */
export function toJob(record: JobRecord, progress?: JobProgress, lastsMs?: number): Job {
  const { id, projectId, queueName, owner, ownerId, sql, type, mode, state, message, currentDatabase, tableName, conf, tags } = record
  const { startedAt, runningAt, endedAt, resultColumns, remoteStatements, madeHere, hints, tableReadings, transfer, scriptId } = record
  const { errorKind, mistake, givenDatabase } = record
  const { rowCount, inputRowCount, inputBytes } =
    progress === undefined || isEnded(record.state) ? record : { ...progress, rowCount: progress.outputRowCount }
  const running = progress === undefined || isEnded(record.state) ? undefined : progress
  const known = { id, projectId, queueName, owner, ownerId, sql, type, mode, state, message, currentDatabase, tableName, conf, tags }
  return {
    ...known,
    startedAt,
    runningAt,
    endedAt,
    lastedMs: isEnded(record.state) ? record.lastedMs : lastsMs,
    resultColumns,
    rowCount,
    inputRowCount,
    inputBytes,
    percent: running?.percent,
    sources: running?.sources,
    remoteStatements,
    madeHere,
    hints,
    tableReadings,
    transfer,
    scriptId,
    errorKind,
    mistake,
    givenDatabase,
  }
}
