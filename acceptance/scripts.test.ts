import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endlessRowsSql, endlessSql } from '../testing/endless-sql.ts'
import { type Api, listOf } from './support/api.ts'
import { launch, Person } from './support/command-line.ts'
import { connect, inPostgres, jdbcTable, makeNetwork, type Network, openServer } from './support/lab.ts'

/** Several statements in one request: over managed tables, and a table of a PostgreSQL in a private network. */
let api: Api
let network: Network
let ada: Person
beforeAll(async () => {
  api = await openServer()
  await api.createQueue('nightly')
  network = await makeNetwork(
    api,
    `CREATE TABLE orders (id int PRIMARY KEY, amount numeric(10,2));
     INSERT INTO orders VALUES (1, 10.50), (2, 20.00), (3, 5.25);
     CREATE TABLE totals (day date, amount numeric(12,2));`,
  )
  await connect(api, 'shop', network, ['nightly'])
  ada = await Person.come()
  await ada.logIn(api.server, 'password')
})
afterAll(async () => {
  await ada?.leave()
  await api?.server.close()
  await network?.postgres.stop()
})

const statementsOf = (script: Readonly<Record<string, unknown>>) => listOf(script['statements'])
const statusesOf = (script: Readonly<Record<string, unknown>>) => statementsOf(script).map(({ status }) => status)
const isAt = (number: number) => (script: Readonly<Record<string, unknown>>) => statementsOf(script)[number - 1]?.['status'] === 'RUNNING'
const rowsOf = async (statement: Readonly<Record<string, unknown>> | undefined) =>
  (await api.get(`/v1.0/{p}/jobs/${String(statement?.['job_id'])}/preview`)).body['rows']

describe('a script', () => {
  it('runs whole: database, settings, views, writes and reads, each with its result', async () => {
    const id = await api.submitScript(
      `-- Every night; of the day before.
       CREATE DATABASE lake; USE lake;
       SET day = 2024-03-01;
       ${jdbcTable('orders', 'public.orders')}; ${jdbcTable('totals', 'public.totals')};
       CREATE TEMPORARY VIEW large AS SELECT * FROM orders WHERE amount > 6;
       CREATE TABLE kept (id INT, amount DECIMAL(10,2)) PARTITIONED BY (day DATE);
       INSERT OVERWRITE kept PARTITION (day = '\${day}') SELECT id, amount FROM large;
       MERGE INTO kept t USING orders s ON t.id = s.id
         WHEN NOT MATCHED THEN INSERT (id, amount, day) VALUES (s.id, s.amount, DATE'\${day}');
       SELECT id, amount, day, ';' AS text FROM kept ORDER BY id;
       INSERT INTO totals SELECT day, sum(amount) FROM kept GROUP BY day;
       SELECT current_database()`,
      { queue: 'nightly' },
    )
    const script = await api.waitForScript(id)
    expect(script, String(script['message'])).toMatchObject({ status: 'FINISHED', message: '', statement_count: 12, queue_name: 'nightly' })
    const statements = statementsOf(script)
    expect(statements.every(({ status }) => status === 'FINISHED')).toBe(true)
    expect(statements[0]).toMatchObject({ number: 1, line: 1, column: 1, job_type: 'DDL' })
    expect(statements[7]).toMatchObject({ job_type: 'INSERT', result_count: 2, line: 9 })
    const text = String(script['sql'])
    expect(text.slice(Number(statements[1]?.['from']), Number(statements[1]?.['to']))).toBe('USE lake')
    expect(await rowsOf(statements[9])).toEqual([
      [1, 10.5, '2024-03-01', ';'],
      [2, 20, '2024-03-01', ';'],
      [3, 5.25, '2024-03-01', ';'],
    ])
    expect(await rowsOf(statements[11])).toEqual([['lake']])
    expect(await inPostgres(network.postgres, 'SELECT day::text, amount FROM totals')).toEqual([{ day: '2024-03-01', amount: '35.75' }])
    // All rows, by the way of any job.
    const all = await api.get(`/causeway/v1/{p}/jobs/${String(statements[9]?.['job_id'])}/result?format=csv`)
    expect(all.text.split('\n')[0]).toBe('id,amount,day,text')
    const detail = await api.get(`/v1.0/{p}/jobs/${String(statements[9]?.['job_id'])}/detail`)
    expect(detail.body).toMatchObject({ script_id: id, status: 'FINISHED' })
    // The user's own session knows nothing of it.
    expect(await api.rows('SELECT current_database()', { queue: 'nightly' })).toEqual([['default']])
    expect(
      (await api.submit('SELECT * FROM large', { queue: 'nightly' }).then(({ body }) => api.waitForJob(String(body['job_id'])))).status,
    ).toBe('FAILED')
  })

  it('stops at the statement that is wrong, and tells its place in the script, and what had been done', async () => {
    const id = await api.submitScript('CREATE TABLE one (a INT);\nINSERT INTO one VALUES (1);\n\nSELECT a\n  FORM one;\nDROP TABLE one')
    const script = await api.waitForScript(id)
    expect(script).toMatchObject({
      status: 'FAILED',
      message: expect.stringMatching(
        /^Statement 3 of 4 \(line 4\) failed: Syntax error at line 5, column 8: [\s\S]*\nStatements 1 and 2 had ended before it, statement 4 was not run\.$/,
      ),
    })
    expect(statementsOf(script)[2]).toMatchObject({ status: 'FAILED', error_code: 'sql-syntax', mistake: { line: 5, column: 8 } })
    expect(statementsOf(script)[2]?.['job_id']).toBeUndefined()
    expect(statusesOf(script)).toEqual(['FINISHED', 'FINISHED', 'FAILED', 'SKIPPED'])
    expect(await api.rows('SELECT * FROM one')).toEqual([[1]])
  })

  it('goes on behind mistakes where that is asked for', async () => {
    const script = await api.waitForScript(await api.submitScript('SELECT * FROM nowhere; SELECT 2 AS n', { stopOnError: false }))
    expect(script).toMatchObject({ status: 'FAILED', message: '1 of 2 statements did not finish, statement 1 first' })
    expect(statusesOf(script)).toEqual(['FAILED', 'FINISHED'])
  })

  it('is cancelled in the middle of a write, which leaves nothing; and its queue is free', async () => {
    const id = await api.submitScript(`CREATE TABLE half (id BIGINT); INSERT INTO half ${endlessRowsSql}; INSERT INTO half VALUES (1)`, {
      queue: 'nightly',
    })
    await api.waitForScript(id, isAt(2))
    const progress = await api.get(`/causeway/v1/{p}/scripts/${id}/progress`)
    expect(progress.body).toMatchObject({
      status: 'RUNNING',
      ended_count: 1,
      statement_count: 3,
      statement: { number: 2, status: 'RUNNING' },
    })
    expect((await api.delete(`/causeway/v1/{p}/scripts/${id}`)).status).toBe(204)
    const script = await api.waitForScript(id)
    expect(script['status']).toBe('CANCELLED')
    expect(statusesOf(script)).toEqual(['FINISHED', 'CANCELLED', 'SKIPPED'])
    expect(await api.rows('SELECT count(*) FROM half', { queue: 'nightly' })).toEqual([[0]])
    expect((await api.delete(`/causeway/v1/{p}/scripts/${id}`)).status).toBe(400)
  })
})

describe('causeway sql --as-one', () => {
  const file = (text: string): Promise<string> => {
    const path = join(ada.home, 'night.sql')
    return writeFile(path, text).then(() => path)
  }

  it('runs a file as one script, in a session of its own, and writes all rows of each query', async () => {
    const path = await file(
      `SET n = 1200;\nCREATE TEMPORARY VIEW v AS SELECT id FROM range(\${n});\nSELECT max(id) AS top FROM v;\nSELECT id FROM v ORDER BY id;\n`,
    )
    const { code, stdout, stderr } = await ada.run(['sql', '-q', 'default', '-f', path, '--as-one', '-o', 'jsonl'])
    expect(code, stderr).toBe(0)
    const lines = stdout.trim().split('\n')
    expect(lines).toContain('{"top":1199}')
    expect(lines.at(-1)).toBe('{"id":1199}')
    expect(lines.filter((line) => line.startsWith('{"id":'))).toHaveLength(1200)
    expect(stderr).toMatch(/^statement 1 of 4: .*\nstatement 2 of 4: .*\nstatement 3 of 4: 1 row .*\nstatement 4 of 4: 1,200 rows .*\n$/)
    expect((await ada.run(['sql', '-q', 'default', '-e', 'SELECT * FROM v'])).code).toBe(1)
  })

  it('writes each digit of a number, and all of the widest rows', async () => {
    const path = await file(
      `SELECT 9007199254740993 AS b, CAST('12345678901234567890.10' AS DECIMAL(38, 2)) AS d, array(9007199254740993) AS a;\nSELECT id, repeat('x', 20000) AS wide FROM range(1000);`,
    )
    const { code, stdout, stderr } = await ada.run(['sql', '-q', 'default', '-f', path, '--as-one', '-o', 'jsonl'])
    expect(code, stderr).toBe(0)
    const [first, ...wide] = stdout.trim().split('\n')
    expect(first).toBe('{"b":9007199254740993,"d":12345678901234567890.10,"a":[9007199254740993]}')
    expect(wide).toHaveLength(1000)
  })

  it('shows the place of a mistake in the file, and ends with what it is', async () => {
    const path = await file("SELECT 1 AS a;\n\nSELECT 2\n  FORM t;\nSELECT 'never'")
    const { code, stdout, stderr } = await ada.run(['sql', '-q', 'default', '-f', path, '--as-one', '-o', 'jsonl', '--quiet'])
    expect([code, stdout]).toEqual([1, '{"a":1}\n'])
    expect(stderr).toContain(`${path}:4: sql-syntax Statement 2 of 3 (line 3) failed: Syntax error at line 4, column 8`)
    expect(stderr).toMatch(/\n4 \| {3}FORM t;\n {11}\^/)
    expect(stderr).toContain('\nStatement 2 of 3: what is before it was done. Go on with --from 2\n')
    const on = ['sql', '-q', 'default', '-f', path, '--as-one', '-o', 'jsonl', '--quiet', '--from']
    expect(await ada.run([...on, '2'])).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(`${path}:4: sql-syntax Statement 1 of 2 (line 3) failed`),
    })
    expect(await ada.run([...on, '3'])).toMatchObject({ code: 0, stdout: '{"never":"never"}\n' })
    expect((await ada.run(['sql', '-q', 'default', '-e', 'SELECT 1', '--as-one', '-o', 'parquet'])).code).toBe(2)
  })

  it('names the line of the statement that failed where no word of it is wrong, and why each failed where it goes on', async () => {
    const path = await file("SELECT 1 AS a;\n\nSELECT raise_error('first');\nSELECT raise_error('second');\nSELECT 2 AS b")
    const stopped = await ada.run(['sql', '-q', 'default', '-f', path, '--as-one', '-o', 'jsonl', '--quiet'])
    expect([stopped.code, stopped.stdout]).toEqual([1, '{"a":1}\n'])
    expect(stopped.stderr).toMatch(/night\.sql:3: .*Statement 2 of 4 \(line 3\) failed: .*first/)
    const gone = await ada.run(['sql', '-q', 'default', '-f', path, '--as-one', '--keep-going', '-o', 'jsonl', '--quiet'])
    expect([gone.code, gone.stdout]).toEqual([1, '{"a":1}\n{"b":2}\n'])
    expect(gone.stderr).toMatch(
      /night\.sql:3: .*Statement 2 failed: .*first[\s\S]*night\.sql:4: .*Statement 3 failed: .*second[\s\S]*2 of 4 statements/,
    )
    // One that was never a job, and one that the policy refused.
    const far = "CREATE TEMPORARY VIEW far (_id INT) USING MONGO OPTIONS ('url'='10.9.9.9:27017/shop.x')"
    const refused = await file(`${far};\nSELECT * FROM far;\nSELEC 2`)
    const ended = await ada.run(['sql', '-q', 'default', '-f', refused, '--as-one', '--keep-going', '-o', 'jsonl', '--quiet'])
    expect(ended.code, ended.stderr).toBe(3)
    expect(ended.stderr).toMatch(/night\.sql:3: .*Statement 3 failed: .*SELEC/)
  })

  it('is cancelled whole by Ctrl-C; may be left to run, listed, shown and cancelled', async () => {
    const path = await file(`SELECT 1;\n${endlessSql};\nSELECT 3`)
    const child = spawn(process.execPath, [launch, 'sql', '-q', 'default', '-f', path, '--as-one'], {
      cwd: ada.home,
      env: ada.env,
      stdio: 'ignore',
    })
    const running = async () => listOf((await api.get('/causeway/v1/{p}/scripts?status=RUNNING')).body['scripts'])
    await expect.poll(running).toHaveLength(1)
    const id = String((await running())[0]?.['script_id'])
    await api.waitForScript(id, isAt(2))
    child.kill('SIGINT')
    const [code]: unknown[] = await once(child, 'close')
    expect(code).toBe(130)
    // At once: whoever reads that it is cancelled takes it for ended.
    expect((await api.script(id))['status']).toBe('CANCELLED')

    const detached = await ada.run(['sql', '-q', 'default', '-f', path, '--as-one', '--detach'])
    expect(detached.code, detached.stderr).toBe(0)
    const left = detached.stdout.trim()
    await api.waitForScript(left, isAt(2))
    expect((await ada.run(['script', 'list', '--status', 'running'])).stdout).toContain(left)
    expect((await ada.run(['script', 'show', left])).stdout).toMatch(/1 +1 +FINISHED[\s\S]*2 +2 +RUNNING[\s\S]*3 +3 +WAITING/)
    expect((await ada.run(['script', 'cancel', left])).code).toBe(0)
    expect((await api.waitForScript(left))['status']).toBe('CANCELLED')
    expect((await ada.run(['script', 'cancel', left])).code).toBe(1)
  })
})

it('a script has failed after kill -9 of the server, at the statement that it was at, and nothing of it runs on', async () => {
  const id = await api.submitScript(`CREATE TABLE before_kill (a INT);\nSELECT 1;\n${endlessSql};\nINSERT INTO before_kill VALUES (1)`)
  const waiting = await Promise.all(Array.from({ length: 3 }, () => api.submitScript(`${endlessSql}; SELECT 1`)))
  await api.waitForScript(id, isAt(3))
  await api.server.end('SIGKILL')
  await api.server.start()
  const script = await api.script(id)
  expect(script).toMatchObject({
    status: 'FAILED',
    message:
      'The server was stopped or restarted at statement 3 of 4 (line 3)\nStatements 1 and 2 had ended before it, statement 4 was not run.',
  })
  expect(statusesOf(script)).toEqual(['FINISHED', 'FINISHED', 'FAILED', 'SKIPPED'])
  for (const other of waiting)
    expect(await api.script(other)).toMatchObject({ status: 'FAILED', message: expect.stringContaining('statement 1 of 2') })
  const jobs = listOf((await api.get('/v1.0/{p}/jobs?page_size=100')).body['jobs'])
  expect(jobs.filter(({ status }) => status === 'LAUNCHING' || status === 'RUNNING')).toEqual([])
  expect(await api.rows('SELECT count(*) FROM before_kill')).toEqual([[0]])
})

it('S1 S4: killed at any moment, a script of inserts has done what it says: each statement once, and none behind the one it was at', async () => {
  const count = 40
  for (let round = 0; round < 3; round += 1) {
    const table = `of_round_${round}`
    await api.finish(`CREATE TABLE ${table} (n INT)`)
    const id = await api.submitScript(Array.from({ length: count }, (_, n) => `INSERT INTO ${table} VALUES (${n + 1})`).join(';\n'))
    await api.waitForScript(id, (script) => statusesOf(script).filter((status) => status === 'FINISHED').length > 2 * round)
    await api.server.end('SIGKILL')
    await api.server.start()
    const script = await api.script(id)
    expect(script['status']).not.toBe('RUNNING')
    const statuses = statusesOf(script)
    const finished = statuses.filter((status) => status === 'FINISHED').length
    expect(statuses.slice(0, finished).every((status) => status === 'FINISHED')).toBe(true)
    const rows = (await api.rows(`SELECT n FROM ${table} ORDER BY n`)).map(([n]) => n)
    // The one that was interrupted may have become a version just before.
    expect([finished, statuses[finished] === 'FAILED' ? finished + 1 : finished]).toContain(rows.length)
    expect(rows).toEqual(rows.map((_, at) => at + 1))
    if (script['status'] === 'FAILED') expect(script['message']).toContain(`of ${count}`)
    expect(statuses.slice(finished + 1).every((status) => status === 'SKIPPED')).toBe(true)
  }
})
