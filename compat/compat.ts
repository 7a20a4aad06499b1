/** npm run compat: the vendor's own clients against a Causeway. See `about`. */
import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { clients } from './clients.ts'
import { type CompatClient, Lacking } from './support/client.ts'
import { openLab } from './support/lab.ts'
import { provedOperations } from './support/operations.ts'
import { recordProved } from './support/proved.ts'

const LACKING = 3

const about = `npm run compat -- <client> [--record] [arguments of the client]
Starts a Causeway and a PostgreSQL, fetches a client of the vendor's with its own package manager (into ~/.cache/causeway/compat, or where
CAUSEWAY_COMPAT_CACHE says) and runs it unchanged. Ends with 0 when all is as it must be, with ${LACKING} when the machine has not what the client needs.
  --record   writes the operations that the run proved into compat/proved.json
${clients.map(({ name, about }) => `  ${name.padEnd(20)} ${about}`).join('\n')}`

const [name, ...rest] = process.argv.slice(2)
const client = clients.find((one) => one.name === name)
if (client === undefined) {
  console.log(name === undefined || name === '--help' ? about : `There is no client ${name}.\n\n${about}`)
  process.exitCode = name === '--help' ? 0 : 1
} else {
  process.exitCode = await run(client)
}

async function run(client: CompatClient): Promise<number> {
  const cache = join(process.env['CAUSEWAY_COMPAT_CACHE'] ?? join(homedir(), '.cache', 'causeway', 'compat'), client.name)
  await mkdir(cache, { recursive: true })
  await using lab = await openLab(client.settings)
  try {
    await client.run({ lab, cache, args: rest.filter((arg) => arg !== '--record') })
    const proved = client.proves ? provedOperations(lab.front.calls) : []
    if (client.proves && rest.includes('--record')) recordProved(client.name, proved)
    console.log(`compat ${client.name}: passed, ${lab.front.calls.length} calls${client.proves ? ` of ${proved.length} operations` : ''}`)
    return 0
  } catch (error) {
    for (const { method, target, status, errorText } of lab.front.calls.filter(({ status }) => status >= 400 || status === 0))
      console.log(`  ${method} ${target} was answered ${status} ${errorText}`)
    if (error instanceof Lacking) {
      console.log(`\nLACKING: compat ${client.name} did not run. ${error.message}`)
      return LACKING
    }
    console.log(`compat ${client.name}: FAILED. ${error instanceof Error ? error.message : String(error)}`)
    return 1
  }
}
