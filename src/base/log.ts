import { destination, type Logger, pino } from 'pino'

export type { Logger }

/**
 * The program's log: JSON lines on standard error, so that standard output stays for people. Never give it a request's headers or body; the
 * redaction is a second fence, not the first.
 */
export function createLog(level: string): Logger {
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
    destination({ dest: 2, sync: true }),
  )
}
