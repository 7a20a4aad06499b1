import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { compileCache } from '../../testing/kept-program.ts'
import type { Api } from './api.ts'
import { launch } from './command-line.ts'

/** What a shell has written, and 0 or how the first command that failed has ended. */
export interface Pasted {
  readonly code: number
  /** Standard output and error, in the order in which they came. */
  readonly said: string
}

/**
 * Pastes commands of a guide into bash, in `folder`, as whoever reads the server's data folder; `causeway` is this tree's, and the server of the guide this one.
 * Ends at the first command that fails.
 */
export async function paste(api: Api, folder: string, text: string, variables: Readonly<Record<string, string>> = {}): Promise<Pasted> {
  const { endpoint, home } = api.server
  const commands = text.replaceAll('http://127.0.0.1:8600', endpoint)
  // A pipe of the shell's own: what node gives a program for its standard error cannot be opened by its name.
  const shell = `causeway() { "${process.execPath}" "${launch}" "$@"; }\n( set -e\n${commands}\n) 2>&1 | cat\nexit "\${PIPESTATUS[0]}"`
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, CAUSEWAY_HOME: home, NODE_COMPILE_CACHE: compileCache, ...variables }
  const done = promisify(execFile)('bash', ['-c', shell], { env, cwd: folder })
  return await done.then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && typeof error.code === 'number' && 'stdout' in error)
        return { code: error.code, said: String(error.stdout) }
      throw error
    },
  )
}

/** The blocks of a guide without a language, or with `sh`, as they stand. */
export function blocksOf(guide: string): readonly string[] {
  // With the blocks of other languages, for the end of one of them looks like the beginning of one without.
  const all = [...guide.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
  return all.filter(([, language]) => language === '' || language === 'sh').map(([, , block = '']) => block)
}

/** The statements of a guide's blocks of SQL, in their order. */
export function statementsOf(guide: string): readonly string[] {
  return [...guide.matchAll(/```sql\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block
      .split(/;\n/)
      .map((statement) => statement.trim())
      .filter((statement) => statement !== ''),
  )
}
