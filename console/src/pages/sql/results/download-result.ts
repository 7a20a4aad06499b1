import { type ResultFormat, wholeResult } from '../../../api/statements.ts'

/** The kept rows as a file of the browser's: the statement is not run again. Throws as the call does. */
export async function downloadResult(jobId: string, format: ResultFormat, signal: AbortSignal): Promise<void> {
  const address = URL.createObjectURL(await wholeResult(jobId, format, signal))
  const link = document.createElement('a')
  link.href = address
  link.download = `${jobId}.${format}`
  link.click()
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
