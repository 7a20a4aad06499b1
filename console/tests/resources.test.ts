import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, NO_CHROMIUM } from '../../testing/chromium.ts'
import { endlessSql } from '../../testing/endless-sql.ts'
import { findFreePort } from '../../testing/free-port.ts'
import { findViolations } from './support/accessibility.ts'
import { type ConsoleLab, logIn, startConsoleLab } from './support/console-lab.ts'
import { focusedText, tabTo } from './support/keyboard.ts'
import { cutOff, tornWords } from './support/layout.ts'

const chromium = await findChromium()
if (chromium === undefined) console.log(`SKIPPED: the pages of the console are not tested in a browser, for ${NO_CHROMIUM}`)

const PAGES = [
  'topology',
  'doctor',
  'sql',
  'jobs',
  'catalog',
  'queues',
  'connections',
  'credentials',
  'users',
  'project',
  'audit',
  'settings',
]

let lab: ConsoleLab
let page: Page
beforeAll(async () => {
  if (chromium === undefined) return
  lab = await startConsoleLab(chromium, `agents: { listen: ${await findFreePort()} }\n`)
  page = await lab.open('/queues')
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const open = async (label: string): Promise<void> => {
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: label, exact: true }).click()
  await page.getByRole('heading', { level: 1, name: label }).waitFor()
}
const dialog = () => page.getByRole('dialog')

/** From its left to its right; what is scrolled is by whole pixels. */
const isInWindow = (found: Locator): Promise<boolean> =>
  found.evaluate((element) => {
    const { left, right } = element.getBoundingClientRect()
    return left >= 0 && right < window.innerWidth + 1
  })

/** What is in the page behind a dialog that was left: it stands there for a moment with what was typed, while the page tells the answer already. */
async function pageWithoutDialog(): Promise<string> {
  await dialog().waitFor({ state: 'detached' })
  return await page.content()
}

/** A host's public key, and a private key as OpenSSH writes it: of nobody. */
function sshKeys(): { readonly hostKey: string; readonly key: string } {
  const number = (value: number): Buffer => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return bytes
  }
  const field = (bytes: Buffer | string): Buffer => Buffer.concat([number(Buffer.byteLength(bytes)), Buffer.from(bytes)])
  const blob = Buffer.concat([field('ssh-ed25519'), field(randomBytes(32))])
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...['none', 'none', ''].map(field),
    number(1),
    field(blob),
    field(randomBytes(96)),
  ]).toString('base64')
  const lines = body.match(/.{1,70}/g) ?? []
  return {
    hostKey: `ssh-ed25519 ${blob.toString('base64')}`,
    key: ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----'].join('\n'),
  }
}

/** Something that can be dialled. */
async function listeningServer(): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer((socket) => socket.on('error', () => socket.destroy()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    [Symbol.asyncDispose]: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}

/** Opens a form, fills it in, and sends it; gives the request that it showed before. */
async function act(button: string, fields: Readonly<Record<string, string>>): Promise<string> {
  await page.getByRole('button', { name: button, exact: true }).first().click()
  for (const [label, value] of Object.entries(fields)) {
    const field = dialog().getByLabel(new RegExp(`^${label}( \\*)?$`))
    if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption({ label: value })
    else await field.fill(value)
  }
  await dialog().locator('summary').click()
  const shown = (await dialog().locator('details').textContent()) ?? ''
  await dialog().getByRole('button', { name: button, exact: true }).click()
  return shown
}
const row = (text: string) => page.getByRole('row').filter({ hasText: text })

describe.skipIf(chromium === undefined)('the pages of the console', () => {
  it('make, show and delete a queue, and say before what they will send', async () => {
    await open('Queues and pools')
    const shown = await act('Create a queue', { Name: 'q1' })
    expect(shown).toContain(`causeway api POST '/v1.0/{project_id}/queues'`)
    expect(shown).toContain(`${lab.endpoint}/v1.0/${lab.identity.projectId}/queues`)
    await row('q1').waitFor()
    expect(await lab.call('GET', '/v1.0/{project_id}/queues/q1')).toMatchObject({ resource_mode: 1, cu_count: 16 })
    await row('q1').getByRole('button', { name: 'q1' }).click()
    await page.getByRole('heading', { name: 'Queue q1' }).waitFor()
    await expect.poll(() => new URL(page.url()).search).toBe('?queue=q1')
    expect(await findViolations(page)).toEqual([])
    await page.reload()
    await page.getByRole('heading', { name: 'Queue q1' }).waitFor()
    await act('Create a queue', { Name: 'q1' })
    await dialog().getByRole('alert').filter({ hasText: 'already exists' }).waitFor()
    expect(await findViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
  })

  it('are used by the keyboard alone: to a page, into a form, and to what it has made', async () => {
    const visitor = await lab.open('/topology')
    await tabTo(visitor, 'Queues and pools')
    await visitor.keyboard.press('Enter')
    await visitor.getByRole('heading', { level: 1, name: 'Queues and pools' }).waitFor()
    await tabTo(visitor, 'Create a queue')
    await visitor.keyboard.press('Enter')
    await visitor.getByRole('dialog').waitFor()
    // The first field has the focus.
    await visitor.keyboard.type('by_keyboard')
    await visitor.keyboard.press('Enter')
    await visitor.getByRole('dialog').waitFor({ state: 'detached' })
    await tabTo(visitor, 'by_keyboard')
    await visitor.keyboard.press('Enter')
    await visitor.getByRole('heading', { name: 'Queue by_keyboard' }).waitFor()
    expect(await focusedText(visitor)).toBe('Queue by_keyboard')
    await visitor.context().close()
  })

  it('make a private network, a connection into it, and bind a queue', async () => {
    await open('Connections')
    await act('Create a VPC', { Name: 'lan', Network: '192.168.0.0/16' })
    await row('lan').waitFor()
    await act('Create a subnet', { Name: 'databases', Network: '192.168.7.0/24' })
    await row('databases').waitFor()
    await act('Create a connection', { Name: 'to_lan', Subnet: 'lan / databases (192.168.7.0/24)', Hosts: 'db.internal 192.168.7.5' })
    await row('to_lan').getByText('bound to nothing').waitFor()
    await row('to_lan').getByRole('button', { name: 'to_lan' }).click()
    await page.getByText('db.internal is 192.168.7.5').waitFor()
    await act('Bind a queue', { Queue: 'q1' })
    await row('to_lan').getByText('✓ bound', { exact: true }).waitFor()
    await act('Unbind q1', {})
    await row('to_lan').getByText('bound to nothing').waitFor()
    await act('Change the resolver', { 'Name servers': '192.168.7.53', 'Ends of names': 'corp.internal' })
    await page.getByText('192.168.7.53:53 for corp.internal').waitFor()
    await act('Change the ports', { Ports: '5432' })
    await page
      .getByRole('definition')
      .filter({ hasText: /^5432$/ })
      .waitFor()
    await act('Add a tag', { Key: 'team', Value: 'shop' })
    await page.getByText('team = shop').waitFor()
    expect(await findViolations(page)).toEqual([])
  })

  it('attach a network by ssh, with a key that is shown to nobody, and by an agent, whose token is shown once', async () => {
    const { hostKey, key } = sshKeys()
    await page.getByRole('button', { name: 'lan', exact: true }).click()
    await page.getByRole('heading', { name: 'VPC lan' }).waitFor()
    const shown = await act('Attach', {
      Attachment: 'ssh: through a bastion',
      Bastion: 'bastion.internal',
      User: 'ada',
      'Keys of the bastion': hostKey,
      'Private key': key,
    })
    expect(shown).toContain('"private_key":"********"')
    await page.getByText('ada@bastion.internal').waitFor()
    expect(await pageWithoutDialog()).not.toContain(key.split('\n')[1])
    await act('Attach', { Attachment: 'agent: by a program in that network, which dials the server' })
    await act('Enrol an agent', { Name: 'edge' })
    await dialog().getByText('This is shown once').waitFor()
    const token = (await dialog().locator('code').first().textContent()) ?? ''
    expect(token.length).toBeGreaterThan(20)
    await dialog().getByRole('button', { name: 'Done' }).click()
    expect(await pageWithoutDialog()).not.toContain(token)
    expect(await findViolations(page)).toEqual([])
  })

  it('plan a queue, and share what statements name: variables, rules, templates', async () => {
    await lab.call('POST', '/v1.0/{project_id}/queues', { queue_name: 'big', cu_count: 64, resource_mode: 1 })
    await open('Queues and pools')
    await row('big').getByRole('button', { name: 'big' }).click()
    await act('Add a plan', { Name: 'mornings', Time: '07:30' })
    await row('mornings').getByText('07:30').waitFor()
    expect(await findViolations(page)).toEqual([])
    await open('Project')
    await act('Create a variable', { Name: 'country', Value: 'NL' })
    await row('country').getByText('NL').waitFor()
    await page.getByRole('tab', { name: 'Defence rules' }).click()
    await act('Make a rule', { Name: 'few joins', About: 'Number of joins in a statement (1 to 50)', 'At most': '3' })
    await row('few joins').waitFor()
    await page.getByRole('tab', { name: 'Templates' }).click()
    await act('Keep a template of SQL', { Name: 'daily', Statement: 'SELECT 1' })
    await row('daily').getByText('SELECT 1').waitFor()
    expect(await findViolations(page)).toEqual([])
  })

  it('put a file into a bucket, and say how a command does it', async () => {
    await lab.call('PUT', '/causeway/v1/{project_id}/buckets/lake')
    await page.goto(`${lab.endpoint}/console/project?view=buckets&bucket=lake`)
    await page.getByRole('heading', { name: 'Bucket lake' }).waitFor()
    await page.getByRole('button', { name: 'Put a file', exact: true }).click()
    expect(await findViolations(page)).toEqual([])
    const content = 'a,b\n1,é\n'
    const chosen = page.waitForEvent('filechooser')
    await dialog().getByRole('button', { name: /^File/ }).click()
    await (await chosen).setFiles({ name: 'new orders.csv', mimeType: 'text/csv', buffer: Buffer.from(content) })
    await dialog().getByLabel('Key').fill('in/2026/orders.csv')
    await dialog().locator('summary').click()
    await expect
      .poll(() => dialog().locator('details').textContent())
      .toContain("causeway put 'new orders.csv' obs://lake/in/2026/orders.csv")
    await dialog().getByRole('button', { name: 'Put a file', exact: true }).click()
    await row('in/2026/orders.csv').waitFor()
    const kept = { key: 'in/2026/orders.csv', bytes: Buffer.byteLength(content) }
    expect(await lab.call('GET', '/causeway/v1/{project_id}/buckets/lake/objects')).toMatchObject({ objects: [kept] })
  })

  it('list where somebody is logged in, and end another session', async () => {
    const other = await lab.open('/topology')
    await page.goto(`${lab.endpoint}/console/settings`)
    const sessions = page.getByRole('table', { name: 'Your sessions' })
    await sessions.getByText('this one: Log out ends it').waitFor()
    expect(await findViolations(page)).toEqual([])
    await expect.poll(() => sessions.getByRole('button', { name: 'End this one' }).count()).toBeGreaterThan(1)
    // The newest is the first.
    await sessions.getByRole('button', { name: 'End this one' }).first().click()
    await dialog().getByRole('button', { name: 'End this one', exact: true }).click()
    await dialog().waitFor({ state: 'detached' })
    await other.reload()
    await other.locator('input[name=password]').waitFor()
    await page.reload()
    await sessions.getByText('this one: Log out ends it').waitFor()
    await other.context().close()
  })

  it('attach a database, and hold none of its names against who has attached it', async () => {
    await using database = await listeningServer()
    await open('Catalog')
    await page.getByRole('button', { name: 'Attach a database' }).click()
    const typed = { URL: `postgres://ada@db.attached:${database.port}/shop`, Address: '127.0.0.1', Name: 'attached', Password: 'of nobody' }
    for (const [label, value] of Object.entries(typed))
      await dialog()
        .getByLabel(new RegExp(`^${label}`))
        .fill(value)
    await dialog().getByLabel('Queue').selectOption('q1')
    await dialog().getByRole('button', { name: 'Attach', exact: true }).click()
    await dialog().getByText(`db.attached:${database.port} is reached`).waitFor()
    await expect.poll(() => lab.call('GET', '/v1.0/{project_id}/databases/attached/tables')).toMatchObject({ table_count: 0 })
    expect(
      await dialog()
        .getByText(/already/)
        .count(),
    ).toBe(0)
    await dialog().getByRole('link', { name: 'in the doctor' }).click()
    await page.waitForURL((url) => url.searchParams.get('address') === `db.attached:${database.port}`)
  })

  it('keep a log-in of a database, and show its password nowhere', async () => {
    await open('Credentials')
    const shown = await act('Store a log-in', {
      Name: 'shop',
      'User of the database': 'reader',
      'Password of the database': 'secret-of-shop',
    })
    expect(shown).toContain('"password":"********"')
    expect(shown).not.toContain('secret-of-shop')
    await row('shop').getByRole('button', { name: 'shop' }).click()
    await act('Tie it to hosts', { Hosts: 'db.internal:5432' })
    await page
      .getByRole('definition')
      .filter({ hasText: /^db\.internal:5432$/ })
      .waitFor()
    expect(await pageWithoutDialog()).not.toContain('secret-of-shop')
  })

  it('make a user and a key, whose secrets are shown once', async () => {
    await open('Users and keys')
    await act('Create a user', { Name: 'ann' })
    await dialog().getByText('This is shown once').waitFor()
    const password = (await dialog().locator('code').textContent()) ?? ''
    expect(password.length).toBeGreaterThan(10)
    await dialog().getByRole('button', { name: 'Done' }).click()
    expect(await pageWithoutDialog()).not.toContain(password)
    await act('Create a group', { Name: 'analysts' })
    await row('analysts').getByRole('button', { name: 'analysts' }).click()
    await act('Add a member', { User: 'ann' })
    await row('analysts').getByText('ann', { exact: true }).waitFor()
    await act('Give a role', { User: 'group analysts', Role: 'writer: makes and changes as well' })
    await row('group analysts').getByText('writer').waitFor()
    await act('Give a role', { User: 'ann', Role: 'reader: sees and queries' })
    await row('ann').getByText('reader').waitFor()
    await row('ann').first().getByRole('button', { name: 'ann' }).click()
    await page.getByRole('heading', { name: 'User ann' }).waitFor()
    await act('Disable', {})
    await row('ann').getByText('○ disabled').waitFor()
    expect(await findViolations(page)).toEqual([])
  })

  it('show the jobs of the project as they go, and cancel one', async () => {
    await open('Jobs')
    await lab.call('POST', '/v1.0/{project_id}/jobs/submit-job', { sql: endlessSql, queue_name: 'q1' })
    await row('q1').getByText('… running').waitFor()
    await row('q1').getByRole('button').click()
    await page.getByRole('heading', { name: 'What happened' }).waitFor()
    expect(await findViolations(page)).toEqual([])
    await act('Cancel the job', {})
    await row('q1').getByText('○ cancelled').waitFor()
    await page.getByLabel('State', { exact: true }).selectOption({ label: 'finished' })
    await page.getByText('No job is so').waitFor()
    await expect.poll(() => new URL(page.url()).searchParams.get('status')).toBe('FINISHED')
    await page.getByRole('button', { name: 'Open in the editor' }).click()
    await page.getByRole('heading', { level: 1, name: 'SQL' }).waitFor()
  })

  it('say what somebody may not see, and not that there is none; and show who administers the project its audit', async () => {
    const made = await lab.call('POST', '/causeway/v1/users', { name: 'bob' })
    const password = typeof made === 'object' && made !== null && 'password' in made ? String(made.password) : ''
    const privileges = [{ object: 'queues.q1', privileges: ['SUBMIT_JOB'] }]
    await lab.call('PUT', '/v1.0/{project_id}/authorization', { user_name: 'bob', action: 'grant', privileges })
    const bobs = await lab.openAsStranger('/connections')
    await logIn(bobs, { ...lab.identity, user: 'bob', password })
    await bobs.getByRole('alert').filter({ hasText: 'bob may not' }).first().waitFor()
    await expect.poll(() => bobs.getByText('There is no VPC').count()).toBe(0)
    await lab.call('PUT', '/causeway/v1/projects/{project_id}/roles', { user_name: 'bob', role: 'admin' })
    await bobs.getByRole('link', { name: 'Audit', exact: true }).click()
    await bobs.getByRole('row').filter({ hasText: 'dli.queues.create' }).first().waitFor()
    await bobs.context().close()
  })

  it('say who did what', async () => {
    await open('Audit')
    await page.getByLabel('Action').fill('dli.queues.create')
    await expect.poll(() => row('dli.queues.create').count()).toBe(4)
    await page.getByLabel('Outcome').selectOption('failed')
    await expect.poll(() => row('dli.queues.create').count()).toBe(1)
    await row('dli.queues.create').getByRole('button').click()
    await page.getByText('"queue_name": "q1"').waitFor()
  })

  it('run a script, show it statement by statement, and cancel one', async () => {
    await page.goto(`${lab.endpoint}/console/project?view=scripts`)
    await page.getByText('There is no script').waitFor()
    await act('Run a script', { Statements: 'SELECT 1; SELECT nosuch; SELECT 3', Queue: 'q1' })
    await row('q1').getByText('✕ failed').waitFor()
    await row('q1').getByRole('button').click()
    const statements = page.getByRole('table', { name: /^Statements of/ }).getByRole('row')
    await expect
      .poll(() => statements.allTextContents())
      .toEqual([
        expect.stringContaining('Statement'),
        expect.stringMatching(/SELECT 1.*finished/),
        expect.stringMatching(/SELECT nosuch.*failed.*nosuch does not exist/),
        expect.stringMatching(/SELECT 3.*skipped/),
      ])
    expect(await findViolations(page)).toEqual([])
    await act('Run a script', { Statements: endlessSql, Queue: 'q1' })
    const running = row('… running').getByRole('button')
    await running.click()
    await act('Cancel the script', {})
    await row('○ cancelled').first().waitFor()
  })

  it('tear no word and no number, show a list’s choice from its heading on, and tell a failure line by line', async () => {
    await lab.call('POST', '/v1.0/{project_id}/jobs/submit-job', { queue_name: 'q1', sql: 'SELECT count(*) FROM range(12345678)' })
    await lab.call('POST', '/v3/{project_id}/datasource/auth-infos', {
      auth_info_name: 'far',
      datasource_type: 'passwd',
      user_name: 'u',
      password: 'x',
    })
    const far =
      "CREATE TABLE far USING JDBC OPTIONS ('url'='jdbc:postgresql://far:5432/x', 'dbtable'='t', 'passwdauth'='far', 'encryption'='true')"
    const failed = await lab.call('POST', '/v1.0/{project_id}/jobs/submit-job', { queue_name: 'q1', sql: far })
    const jobId = typeof failed === 'object' && failed !== null && 'job_id' in failed ? String(failed.job_id) : ''
    for (const place of ['jobs', 'audit', 'users', 'settings', 'topology?view=table', 'doctor?queue=q1&address=far:5432']) {
      await page.goto(`${lab.endpoint}/console/${place}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      if (place.startsWith('doctor')) await page.locator('[data-step=attachment]').waitFor()
      else await page.getByRole('row').nth(1).waitFor()
      expect({ place, torn: await tornWords(page) }).toEqual({ place, torn: [] })
    }
    await page.goto(`${lab.endpoint}/console/jobs?job=${jobId}`)
    const panel = page.getByRole('region', { name: `Job ${jobId}` })
    await expect.poll(() => panel.innerText()).toMatch(/far:5432 cannot be reached.*\n\s*1\. queue: ok.*\n\s*2\. /)
    await page.goto(`${lab.endpoint}/console/audit`)
    await page.getByRole('row').nth(1).getByRole('button').click()
    await page.getByRole('heading', { level: 3, name: 'Details' }).waitFor()
    const details = page.getByRole('heading', { level: 3, name: 'Details' })
    await expect.poll(() => details.evaluate((heading) => heading.getBoundingClientRect().bottom < window.innerHeight)).toBe(true)
  })

  it('hold in a window of 640 px, as at a zoom of 200 %, whatever things are called, and move nothing for who wants it so', async () => {
    // HTML, a mark that turns what follows round, one of no width, and a word longer than the window.
    const name = `<img src=x onerror="document.title=1">\u202Egnp\u200B${'w'.repeat(190)}`
    const made: readonly (readonly [string, object])[] = [
      ['/v1.0/{project_id}/queues', { queue_name: 'named', cu_count: 16, resource_mode: 1, description: name }],
      ['/v1.0/{project_id}/sqls', { sql_name: name.slice(0, 64), sql: name, description: name }],
      ['/v1.0/{project_id}/variables', { var_name: 'named', var_value: name }],
      ['/v1.0/{project_id}/databases', { database_name: 'named', description: name }],
      [
        '/v1.0/{project_id}/databases/named/tables',
        { table_name: 't', data_location: 'DLI', description: name, columns: [{ column_name: 'a', type: 'int', description: name }] },
      ],
      [
        '/v1/{project_id}/sql-defend-rules',
        { rule_name: name.slice(0, 32), rule_id: 'static_0002', engine_rules: { spark: 1 }, desc: name, queue_names: ['named'] },
      ],
      ['/v3/{project_id}/datasource/auth-infos', { auth_info_name: 'named', datasource_type: 'passwd', user_name: name, password: 'x' }],
      ['/causeway/v1/{project_id}/expectations', { queue_name: 'named', address: '10.0.0.1:5432', expect: 'refused', note: name }],
      ['/v1.0/{project_id}/jobs/submit-job', { sql: `SELECT '${name}'`, queue_name: 'named' }],
      ['/causeway/v1/users', { name: 'named', description: name }],
    ]
    for (const [path, body] of made) await lab.call('POST', path, body)
    await page.setViewportSize({ width: 640, height: 480 })
    const places = [
      ...PAGES,
      'queues?queue=named',
      'credentials?credential=named',
      'catalog?database=named',
      'catalog?database=named&table=t',
      'doctor?view=expectations',
      'doctor?view=matrix',
      'doctor?queue=named&address=10.0.0.1:5432',
      'project?view=rules',
      'project?view=templates',
      'topology?view=table',
      'topology?node=queue:named',
    ]
    for (const place of places) {
      await page.goto(`${lab.endpoint}/console/${place}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await expect.poll(() => page.locator('[data-loading]').count()).toBe(0)
      expect({ place, cut: await cutOff(page) }).toEqual({ place, cut: [] })
      await expect.poll(() => isInWindow(page.locator('nav [aria-current=page]')), { message: place }).toBe(true)
      await expect.poll(() => page.locator('img').count(), { message: place }).toBe(0)
      expect(await page.title(), place).toMatch(/Causeway$/)
      const moving = await page.evaluate(
        () =>
          [...document.querySelectorAll('*')].filter((element) => {
            const { transitionDuration, animationDuration } = getComputedStyle(element)
            return [transitionDuration, animationDuration].some((times) => times.split(',').some((time) => Number.parseFloat(time) > 0.01))
          }).length,
      )
      expect({ place, moving }).toEqual({ place, moving: 0 })
    }
    await page.goto(`${lab.endpoint}/console/queues`)
    await page.getByRole('button', { name: 'Create a queue' }).click()
    await dialog().waitFor()
    const box = await dialog().boundingBox()
    expect(box === null ? undefined : box.x >= 0 && box.x + box.width <= 640 && box.height <= 480).toBe(true)
  })

  it('were refused nothing by their own policy, and threw nothing', () => {
    expect(lab.faults).toEqual([])
  })
})
