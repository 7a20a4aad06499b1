import { findJavaServer, type LocalServer, startJavaServer } from './java-server.ts'

const VERSION = '2.19.6'
const LOG4J = '2.25.4'

/** An OpenSearch of one node that belongs to this process, without users. */
export interface OpenSearch extends LocalServer {
  /** The answer to a request. @throws Error for one that says no */
  ask(method: string, path: string, body?: unknown): Promise<unknown>
}

/** For tests: what is said where there is none. */
export const NO_OPENSEARCH = 'there is no OpenSearch: it takes java, 17 or later with its compiler, and mvn'

/** In a folder and at a port that are given. */
const PROGRAM = `import java.util.List;
import java.util.Map;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

public class Server extends Node {
  Server(Settings settings) {
    super(InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "one"), List.of(Netty4Plugin.class), false);
  }

  public static void main(String[] words) throws Exception {
    Settings settings = Settings.builder()
      .put("path.home", words[1])
      .put("http.port", words[0])
      .put("network.host", "127.0.0.1")
      .put("transport.port", "0")
      .put("discovery.type", "single-node")
      .put("transport.type", "netty4")
      .put("http.type", "netty4")
      .put("node.processors", 2)
      .put("cluster.routing.allocation.disk.threshold_enabled", false)
      .build();
    new Server(settings).start();
    Thread.currentThread().join();
  }
}`

/** The folder with its jars, brought once by Maven and kept for the next test; undefined where they cannot be had. */
export const findOpenSearch = (): Promise<string | undefined> =>
  findJavaServer(
    `opensearch-${VERSION}`,
    [
      `org.opensearch:opensearch:${VERSION}`,
      `org.opensearch.plugin:transport-netty4-client:${VERSION}`,
      `org.apache.logging.log4j:log4j-core:${LOG4J}`,
    ],
    PROGRAM,
  )

/** @param programs of findOpenSearch */
export async function startOpenSearch(programs: string): Promise<OpenSearch> {
  const server = await startJavaServer(programs, {
    name: 'OpenSearch',
    memory: '512m',
    words: (port, folder) => [String(port), folder],
    answers: async (port) => {
      try {
        return (await fetch(`http://127.0.0.1:${port}/_cluster/health`)).ok
      } catch {
        return false
      }
    },
  })
  return {
    ...server,
    async ask(method, path, body) {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, {
        method,
        ...(body === undefined ? {} : { body: text, headers: { 'content-type': 'application/json' } }),
      })
      const told = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${told}`)
      return JSON.parse(told)
    },
  }
}
