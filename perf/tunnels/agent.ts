/** The agent of the benchmark tunnels, in a process of its own: folder, token. */
import { runAgent } from '../../src/agent/agent.ts'
import { parseAllowed } from '../../src/agent/allow-list.ts'

const [folder = '', token = ''] = process.argv.slice(2)
const stopping = new AbortController()
process.on('disconnect', () => stopping.abort())
await runAgent({
  folder,
  token,
  allowed: ['127.0.0.0/8'].flatMap((text) => parseAllowed(text) ?? []),
  version: 'perf',
  signal: stopping.signal,
  tell: () => {},
  now: Date.now,
  random: Math.random,
})
