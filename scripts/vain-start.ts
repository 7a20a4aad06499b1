import { parseArgs } from 'node:util'
import { port } from '../src/cli/doctor/machine-findings.ts'
import { readSettings } from '../src/cli/settings.ts'

const TEXT = { type: 'string' } as const

/**
 * Whether a start with these words would end at once: its settings are wrong, or its port is taken. It says so itself, and better: whoever asks only wants to know whether to
 * do anything before.
 */
export async function isVainStart(words: readonly string[], environment: NodeJS.ProcessEnv, workingFolder: string): Promise<boolean> {
  const { values } = parseArgs({
    args: [...words],
    options: { host: TEXT, port: TEXT, home: TEXT, config: TEXT },
    strict: false,
  })
  const flags = Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'string'))
  try {
    const settings = await readSettings(flags, environment, workingFolder)
    return settings.port !== 0 && (await port(settings.host, settings.port)).outcome !== 'fine'
  } catch {
    return true
  }
}
