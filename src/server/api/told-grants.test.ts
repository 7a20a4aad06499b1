import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRecord } from '../../base/fields.ts'
import { type AddedUser, type Answer, type ApiLab, startLab } from './fixtures/api-lab.ts'
import { bodyOf, makeOwned, type Names, pathOf } from './fixtures/owned-resources.ts'
import { settled } from './fixtures/settled.ts'
import type { Operation } from './operation.ts'
import { operations } from './operations.ts'

let lab: ApiLab
let owned: Names = {}
/** Has one right in the project, on something else. */
let few: AddedUser
beforeAll(async () => {
  lab = await startLab()
  few = await lab.addUser({ name: 'few', isAdmin: false })
  owned = await makeOwned(lab)
  await sql('CREATE DATABASE shop')
  await sql('CREATE TABLE shop.t (a INT, b INT)')
  await sql('CREATE VIEW shop.v AS SELECT a FROM shop.t')
  await sql('CREATE FUNCTION shop.f(x INT) RETURNS INT RETURN x + 1')
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const CONF = ['dli.sql.sqlasync.enabled = false']
const sql = async (text: string): Promise<void> => {
  const answer = await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { body: { sql: text, conf: CONF } })
  expect(answer, answer.text).toMatchObject({ status: 200, body: { is_success: true } })
}

const START = { object: 'queues.default', privileges: ['SHOW_PRIVILEGES'] }
async function only(privileges: readonly unknown[]): Promise<void> {
  await lab.store.db.deleteFrom('privilege').execute()
  await lab.store.db.deleteFrom('projectRole').execute()
  const body = { user_name: 'few', action: 'grant', privileges }
  expect(await lab.call('PUT', '/v1.0/{p}/authorization', { body })).toMatchObject({ status: 200 })
}

/** What a refusal says that would help, as an administrator sends it. */
function told({ text, body }: Answer): { readonly target: string; readonly body: Readonly<Record<string, unknown>> } | undefined {
  const words = [body['hint'], body['error_msg'], body['message'], text].filter((each) => typeof each === 'string').join('\n')
  const [, path, json] = /PUT (\/\S+) (\{.*?\})(?:$|[\n.;]| \(|")/.exec(words) ?? []
  if (path === undefined || json === undefined) return undefined
  const parsed: unknown = JSON.parse(json)
  return isRecord(parsed) ? { target: path.replace('{project_id}', '{p}'), body: parsed } : undefined
}

/** The grants that were made until it was let in. */
async function untilLetIn(ask: () => Promise<Answer>): Promise<readonly string[]> {
  const made: string[] = []
  for (;;) {
    const answer = await ask()
    if (answer.status !== 403 && answer.body['error_code'] !== 'DLI.0003') return made
    const grant = told(answer)
    expect(grant, `no grant is told: ${answer.text}`).toBeDefined()
    if (grant === undefined) return made
    const text = JSON.stringify(grant.body)
    expect(made, `told again: ${answer.text}`).not.toContain(text)
    made.push(text)
    const granted = await lab.call('PUT', grant.target, { body: grant.body })
    expect(granted.status, `${text} cannot be made: ${granted.text}`).toBeLessThan(300)
  }
}
const roles = (made: readonly string[]): readonly string[] => made.filter((each) => each.includes('"role"'))

const QUERIES: Readonly<Record<string, string>> = {
  'causeway.results.get': '?format=csv',
  'causeway.explain.address': '?address=192.168.0.10:5432',
  'dli.authorization.list': '?object=databases.owned_database',
}
/** Told as of one that is not there, or of nobody. */
const HIDDEN: ReadonlySet<string> = new Set(['causeway.explain.table'])
const ofProject = operations.filter(({ access, reply, name }) => access === 'project' && reply.kind !== 'stream' && !HIDDEN.has(name))
const ask = ({ name, method, path }: Operation): Promise<Answer> => {
  const body = bodyOf(name, owned)
  const target = `${pathOf(path, lab.projectId, owned)}${QUERIES[name] ?? ''}`
  return lab.call(method, target, { keys: few, ...(body === undefined ? {} : { body }) })
}

describe('the grant that the refusal of a statement tells helps, before it is a job', () => {
  it.each([
    ['SELECT a, b FROM shop.t', 'databases.shop.tables.t.columns.b'],
    ['SELECT * FROM shop.t', 'databases.shop.tables.t'],
    ['CREATE TABLE owned_database.copy LIKE shop.t', 'databases.shop.tables.t'],
  ])('as does that of single columns, when they are met: %s', async (text, object) => {
    const own = { object: 'databases.owned_database', privileges: ['CREATE_TABLE'] }
    const columns = { object: 'databases.shop.tables.t.columns.a', privileges: ['SELECT'] }
    await only([{ object: 'queues.default', privileges: ['SUBMIT_JOB'] }, own, columns])
    const ended = async (): Promise<Readonly<Record<string, unknown>>> => {
      const { body, text: answer } = await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { keys: few, body: { sql: text, conf: CONF } })
      expect(body['job_id'], answer).toBeDefined()
      const target = `/v1.0/{p}/jobs/${body['job_id']}/status`
      await settled(lab, target, /"(FINISHED|FAILED)"/)
      return (await lab.call('GET', target)).body
    }
    const failed = await ended()
    expect(failed).toMatchObject({ status: 'FAILED', error_code: 'sql-permission' })
    const grant = told({ status: 400, headers: {}, text: '', body: { message: failed['message'] } })
    expect(grant?.body, String(failed['message'])).toMatchObject({ user_name: 'few', privileges: [{ object, privileges: ['SELECT'] }] })
    expect(await lab.call('PUT', grant?.target ?? '', { body: grant?.body })).toMatchObject({ status: 200 })
    expect(await ended()).toMatchObject({ status: 'FINISHED' })
  })

  it.each([
    ['SELECT * FROM shop.t', 1],
    ['SELECT a FROM shop.v', 1],
    ['INSERT INTO shop.t VALUES (1, 2)', 1],
    ['CREATE DATABASE made', 1],
    ['DESCRIBE DATABASE shop', 1],
    ['USE shop', 1],
    ['SHOW TABLES IN shop', 1],
    ['SHOW VIEWS IN shop', 1],
    ["SHOW TABLE EXTENDED IN shop LIKE 't'", 1],
    ['ANALYZE TABLE shop.t COMPUTE STATISTICS', 1],
    ['CACHE TABLE shop.t', 1],
    ['UNCACHE TABLE shop.t', 1],
    ['DESCRIBE shop.t', 1],
    ["ALTER VIEW shop.v SET TBLPROPERTIES ('a' = 'b')", 1],
    ['ALTER VIEW shop.v AS SELECT b AS a FROM shop.t', 2],
    ['ALTER VIEW shop.v RENAME TO shop.w', 1],
    ['DROP VIEW shop.w', 1],
    ['CREATE FUNCTION shop.g(x INT) RETURNS INT RETURN x', 1],
    ['DROP FUNCTION shop.f', 1],
    ['SELECT * FROM csv.`obs://owned-bucket/none.csv`', 1],
    ["CREATE TEMPORARY VIEW from_files USING csv OPTIONS (path 'obs://owned-bucket/none.csv')", 1],
    ["LOAD DATA INPATH 'obs://owned-bucket/none.csv' INTO TABLE shop.t OPTIONS (data_type 'csv')", 2],
    ["CREATE TABLE shop.files (a INT) USING csv OPTIONS (path 'obs://owned-bucket/files')", 1],
    ['DROP TABLE shop.t', 1],
    ['DROP DATABASE shop CASCADE', 1],
  ])('%s', async (text, steps) => {
    await only([{ object: 'queues.default', privileges: ['SUBMIT_JOB'] }])
    const refused: Answer[] = []
    const made = await untilLetIn(async () => {
      const answer = await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { keys: few, body: { sql: text, conf: CONF } })
      refused.push(answer)
      return answer
    })
    expect(made.length, `${made.join('\n')}`).toBe(steps)
    for (const answer of refused.slice(0, -1)) expect(answer.body).toMatchObject({ error_code: 'DLI.0003' })
    // Whatever else is wrong with it, no right is missing any more.
    expect(refused.at(-1)?.text).not.toContain('may not')
  })

  it('and tells strangers of no database whether it is there', async () => {
    await only([{ object: 'queues.default', privileges: ['SUBMIT_JOB'] }])
    const words = async (text: string): Promise<string> =>
      (await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { keys: few, body: { sql: text, conf: CONF } })).text.replace(
        /"request_id":"[^"]*"/,
        '',
      )
    for (const text of [
      'USE DB',
      'DESCRIBE DATABASE DB',
      'SHOW TABLES IN DB',
      'CREATE FUNCTION DB.f(x INT) RETURNS INT RETURN x',
      'SELECT * FROM DB.t',
    ]) {
      const [there, nowhere] = [await words(text.replace('DB', 'owned_database')), await words(text.replace('DB', 'nowhere'))]
      expect(there).toContain('DLI.0003')
      expect(there.replaceAll('owned_database', 'nowhere')).toBe(nowhere)
    }
    const result = await words('SELECT * FROM causeway_results.`00000000-0000-4000-8000-000000000001`')
    expect(result).not.toContain('databases.causeway_results')
  })
})

describe('the grant that a refusal tells helps', () => {
  // What takes things away comes last, and of a part before the whole.
  const lateness = ({ method, path, name }: Operation): number =>
    name === 'dli.enhanced-connections.delete'
      ? 1000
      : method === 'DELETE' || /delete|disassociate/.test(name)
        ? 900 - path.slice(path.indexOf('{project_id}')).length
        : 0
  const inOrder = ofProject.toSorted((a, b) => lateness(a) - lateness(b))
  it.each(inOrder.map((operation) => ({ ...operation })))('$name', async (operation) => {
    await only([START])
    const made = await untilLetIn(() => ask(operation))
    // A role is told once, and of a role and a right on one thing only where no role has both.
    expect(roles(made).length, made.join('\n')).toBeLessThanOrEqual(1)
    expect(made.length, made.join('\n')).toBeLessThanOrEqual(2)
  })
})
