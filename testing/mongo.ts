import { connect } from 'node:net'
import { findJavaServer, type LocalServer, startJavaServer } from './java-server.ts'

const VERSION = '1.47.0'

/** A server of MongoDB's protocol that belongs to this process: mongo-java-server, in memory and without users. */
export type Mongo = LocalServer

/** For tests: what is said where there is none. */
export const NO_MONGO = 'there is no server of MongoDB’s protocol: it takes java, 17 or later with its compiler, and mvn'

/** At the port that is given. */
const PROGRAM = `public class Server {
  public static void main(String[] words) {
    new de.bwaldvogel.mongo.MongoServer(new de.bwaldvogel.mongo.backend.memory.MemoryBackend()).bind("127.0.0.1", Integer.parseInt(words[0]));
  }
}`

/** The folder with its jars, brought once by Maven and kept for the next test; undefined where they cannot be had. */
export const findMongo = (): Promise<string | undefined> =>
  findJavaServer(`mongo-java-server-${VERSION}`, [`de.bwaldvogel:mongo-java-server:${VERSION}`], PROGRAM)

/**
 * @param programs of findMongo
 * @param memory of its heap, as Java writes it
 */
export const startMongo = (programs: string, memory = '256m'): Promise<Mongo> =>
  startJavaServer(programs, { name: 'server of MongoDB’s protocol', memory, words: (port) => [String(port)], answers })

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
