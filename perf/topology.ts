/** The console's topology with a thousand things and more: what it costs the main thread of a real Chromium, in processor time. */
import { setTimeout } from 'node:timers/promises'
import type { BrowserContext, CDPSession } from 'playwright-core'
import { type ConsoleLab, startConsoleLab } from '../console/tests/support/console-lab.ts'
import { findChromium, NO_CHROMIUM } from '../testing/chromium.ts'

const ROUNDS = 3
const QUEUES = 40
const CONNECTIONS = 50
const HOSTS = 20
const CONNECTIONS_PATH = '/v2.0/{project_id}/datasource/enhanced-connections'

function textIn(answer: unknown, ...path: readonly string[]): string {
  let value = answer
  for (const name of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  return String(value)
}

/** Half of the hosts of each connection are outside of its network: they stand apart, and are drawn one by one. */
async function makeMany(lab: ConsoleLab): Promise<readonly string[]> {
  const ids: string[] = []
  for (let at = 0; at < QUEUES; at += 1)
    await lab.call('POST', '/v1.0/{project_id}/queues', { queue_name: `q${at}`, cu_count: 16, resource_mode: 1 })
  const networks: { readonly vpcId: string; readonly subnetId: string }[] = []
  for (let at = 0; at < 10; at += 1) {
    const vpc = { name: `net-${at}`, cidr: `10.${at}.0.0/16` }
    const vpcId = textIn(await lab.call('POST', '/v1/{project_id}/vpcs', { vpc }), 'vpc', 'id')
    const subnet = { name: `sub-${at}`, cidr: `10.${at}.0.0/24`, gateway_ip: `10.${at}.0.1`, vpc_id: vpcId }
    networks.push({ vpcId, subnetId: textIn(await lab.call('POST', '/v1/{project_id}/subnets', { subnet }), 'subnet', 'id') })
    await lab.call('PUT', `/causeway/v1/{project_id}/vpcs/${vpcId}/attachment`, { kind: 'host' })
  }
  for (let at = 0; at < CONNECTIONS; at += 1) {
    const network = networks[at % networks.length]
    const hosts = Array.from({ length: HOSTS }, (_, host) => ({
      name: `h${at}-${host}`,
      ip: host % 2 === 0 ? `10.${at % 10}.0.${host + 10}` : `172.16.${at}.${host}`,
    }))
    const body = { name: `c${at}`, dest_vpc_id: network?.vpcId, dest_network_id: network?.subnetId, queues: [`q${at % QUEUES}`], hosts }
    ids.push(textIn(await lab.call('POST', CONNECTIONS_PATH, body), 'connection_id'))
  }
  return ids
}

/** Processor time of the page's main thread so far, in milliseconds. */
async function mainThreadMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
}

interface Round {
  /** Milliseconds of processor time until the page had nothing to do, and of one choice. */
  readonly open: number
  readonly choose: number
  readonly cards: number
  readonly elements: number
}

/** Until it has had nothing to do for a while; gives what it has done by then. */
async function idleAt(session: CDPSession): Promise<number> {
  for (let before = Number.NaN; ; ) {
    const now = await mainThreadMs(session)
    if (now - before < 1) return now
    before = now
    await setTimeout(400)
  }
}

async function measure(context: BrowserContext, url: string): Promise<Round> {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  // Ticks of the thread: what others do on the machine is not in it.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.goto(url)
  await page.getByRole('option').first().waitFor()
  await page.getByText('● live').waitFor()
  const open = await idleAt(session)
  await page.getByRole('option').first().click()
  await page.getByRole('complementary').waitFor()
  const choose = (await idleAt(session)) - open
  const [cards, elements] = [await page.getByRole('option').count(), await page.locator('*').count()]
  await page.close()
  return { open, choose, cards, elements }
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN

export async function run(_args: readonly string[]): Promise<void> {
  const chromium = await findChromium()
  if (chromium === undefined) throw new Error(NO_CHROMIUM)
  await using lab = await startConsoleLab(chromium)
  const context = (await lab.open('/topology')).context()
  const tell = async (what: string, place: string): Promise<void> => {
    const rounds: Round[] = []
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure(context, `${lab.endpoint}/console/topology${place}`))
    const of = (pick: (round: Round) => number): number => Math.round(median(rounds.map(pick)))
    console.log(
      `${what}: ${of(({ cards }) => cards)} cards, ${of(({ elements }) => elements)} elements; until the page is idle ${of(({ open }) => open)} ms, a choice ${of(({ choose }) => choose)} ms`,
    )
  }
  console.log(`Processor time of the page's main thread, the median of ${ROUNDS} rounds`)
  await tell('The preset queue alone', '')
  const ids = await makeMany(lab)
  await tell('As it opens', '')
  await tell('Each group opened', `?open=${ids.map((id) => `hosts:${id}`).join(',')}`)
}
