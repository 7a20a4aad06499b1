import { destination, type Logger, pino } from 'pino'

export type { Logger }

/** What is kept of a log that cannot be written, until it can be again: the rest is lost. */
const UNWRITTEN_MAX = 1 << 20

/**
 * The program's log: JSON lines on standard error, so that standard output stays for people. Never give it a request's headers or body; the
 * redaction is a second fence, not the first.
 */
export function createLog(level: string): Logger {
  const out = destination({ dest: 2, sync: true, maxLength: UNWRITTEN_MAX })
  // A log on a full disk must not fail the request that is logged.
  out.on('error', () => undefined)
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      redact: {
        paths: ['password', 'secretKey', 'token', '*.password', '*.secretKey', '*.token', 'headers', 'req.headers'],
        censor: '[secret]',
      },
    },
    out,
  )
}
