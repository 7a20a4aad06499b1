import { execFile } from 'node:child_process'
import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findFreePort } from './free-port.ts'
import { openGuard } from './guarded-process.ts'
import { keptFolder } from './kept-folder.ts'
import { waitPatiently } from './patience.ts'

const run = promisify(execFile)
const DOWNLOAD_MS = 180_000

/** A server that belongs to this process. */
export interface LocalServer {
  readonly host: '127.0.0.1'
  readonly port: number
  /** Ends the server and removes its folder. May be called more than once. */
  stop(): Promise<void>
}

/**
 * The folder with the jars of a server and its program, brought once by Maven, compiled and kept for the next test; undefined where that cannot be had.
 *
 * @param artifacts group:artifact:version of each that is no other's
 * @param program a class Server
 */
export const findJavaServer = (name: string, artifacts: readonly string[], program: string): Promise<string | undefined> =>
  keptFolder(name, async (draft) => {
    await writeFile(join(draft, 'pom.xml'), pomOf(artifacts))
    await writeFile(join(draft, 'Server.java'), program)
    await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=jars'], { cwd: draft, timeout: DOWNLOAD_MS })
    await run('javac', ['-cp', join('jars', '*'), 'Server.java'], { cwd: draft, timeout: DOWNLOAD_MS })
    return (await readdir(join(draft, 'jars'))).length > 0
  })

function pomOf(artifacts: readonly string[]): string {
  const dependencies = artifacts.map((artifact) => {
    const [group = '', name = '', version = ''] = artifact.split(':')
    return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`
  })
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>causeway</groupId><artifactId>tests</artifactId><version>1</version>
<dependencies>${dependencies.join('\n')}</dependencies>
</project>`
}

export interface JavaServer {
  /** For messages, without an article. */
  readonly name: string
  /** Of its heap, as Java writes it. */
  readonly memory: string
  readonly words: (port: number, folder: string) => readonly string[]
  readonly answers: (port: number) => Promise<boolean>
}

/** @param programs of findJavaServer */
export async function startJavaServer(programs: string, { name, memory, words, answers }: JavaServer): Promise<LocalServer> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-java-'))
  const guard = openGuard(folder)
  try {
    const port = await findFreePort()
    const server = await guard.run({
      command: 'java',
      args: [
        `-Xmx${memory}`,
        '-XX:+UseSerialGC',
        '-XX:TieredStopAtLevel=1',
        '-cp',
        `${programs}:${join(programs, 'jars', '*')}`,
        'Server',
        ...words(port, folder),
      ],
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '' },
      outputFile: join(folder, 'log'),
      stopSignals: ['SIGTERM'],
      graceMs: 5_000,
    })
    let ended = false
    void server.ended.then(() => {
      ended = true
    })
    await waitPatiently({
      meanwhile: `The ${name} is still starting`,
      look: async () => ((await answers(port)) ? true : undefined),
      over: async () => (ended ? `the ${name} ended early` : undefined),
      processes: () => [server.pid],
      pauseMs: 20,
    })
    return { host: '127.0.0.1', port, stop: guard.stop }
  } catch (error) {
    await guard.stop()
    throw error
  }
}
