import { execFile } from 'node:child_process'
import { mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findFreePort } from './free-port.ts'
import { openGuard } from './guarded-process.ts'
import { keptFolder } from './kept-folder.ts'
import { waitPatiently } from './patience.ts'

const run = promisify(execFile)
const VERSION = '1.47.0'
const DOWNLOAD_MS = 180_000

/** A server of MongoDB's protocol that belongs to this process: mongo-java-server, in memory and without users. */
export interface Mongo {
  readonly host: '127.0.0.1'
  readonly port: number
  /** Ends the server and removes its folder. May be called more than once. */
  stop(): Promise<void>
}

/** For tests: what is said where there is none. */
export const NO_MONGO = 'there is no server of MongoDB’s protocol: it takes java, 17 or later with its compiler, and mvn'

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>causeway</groupId><artifactId>tests</artifactId><version>1</version>
<dependencies><dependency><groupId>de.bwaldvogel</groupId><artifactId>mongo-java-server</artifactId><version>${VERSION}</version></dependency></dependencies>
</project>`

/** At the port that is given. */
const PROGRAM = `public class Server {
  public static void main(String[] words) {
    new de.bwaldvogel.mongo.MongoServer(new de.bwaldvogel.mongo.backend.memory.MemoryBackend()).bind("127.0.0.1", Integer.parseInt(words[0]));
  }
}`

/** The folder with its jars, brought once by Maven and kept for the next test; undefined where they cannot be had. */
export async function findMongo(): Promise<string | undefined> {
  return await keptFolder(`mongo-java-server-${VERSION}`, async (draft) => {
    await writeFile(join(draft, 'pom.xml'), POM)
    await writeFile(join(draft, 'Server.java'), PROGRAM)
    await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=jars'], { cwd: draft, timeout: DOWNLOAD_MS })
    await run('javac', ['-cp', join('jars', '*'), 'Server.java'], { cwd: draft, timeout: DOWNLOAD_MS })
    return (await readdir(join(draft, 'jars'))).length > 0
  })
}

/** @param programs of findMongo */
export async function startMongo(programs: string): Promise<Mongo> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-mongo-'))
  const guard = openGuard(folder)
  try {
    const port = await findFreePort()
    const server = await guard.run({
      command: 'java',
      args: [
        '-Xmx256m',
        '-XX:+UseSerialGC',
        '-XX:TieredStopAtLevel=1',
        '-cp',
        `${programs}:${join(programs, 'jars', '*')}`,
        'Server',
        String(port),
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
      meanwhile: 'The server of MongoDB’s protocol is still starting',
      look: async () => ((await answers(port)) ? true : undefined),
      over: async () => (ended ? 'the server of MongoDB’s protocol ended early' : undefined),
      processes: () => [server.pid],
      pauseMs: 20,
    })
    return { host: '127.0.0.1', port, stop: guard.stop }
  } catch (error) {
    await guard.stop()
    throw error
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
