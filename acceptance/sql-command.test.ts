import { spawn } from 'node:child_process'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endlessRowsSql, endlessSql } from '../testing/endless-sql.ts'
import type { Api } from './support/api.ts'
import { launch, Person } from './support/command-line.ts'
import { openServer } from './support/lab.ts'
import { Terminal } from './support/terminal.ts'

let api: Api
let ada: Person
beforeAll(async () => {
  api = await openServer()
  ada = await Person.come()
  await ada.logIn(api.server, 'password')
  await api.finish('CREATE TABLE flights AS SELECT id, concat("AA", id) AS carrier FROM range(3)')
})
afterAll(async () => {
  await ada?.leave()
  await api?.server.close()
})

const endless = (name: string): string => `${endlessSql} /* ${name} */`
const sql = (...args: readonly string[]) => ada.run(['sql', ...args])

describe('statements', () => {
  it('are answered in one line, in each form', async () => {
    const select = 'SELECT id, carrier FROM flights ORDER BY id'
    expect(await sql('-e', select)).toEqual({
      code: 0,
      stderr: '',
      stdout: ' id | carrier\n----+---------\n  0 | AA0\n  1 | AA1\n  2 | AA2\n',
    })
    expect((await sql('-e', select, '-o', 'csv')).stdout).toBe('id,carrier\n0,AA0\n1,AA1\n2,AA2\n')
    expect(JSON.parse((await sql('-e', select, '--json')).stdout)).toHaveLength(3)
    expect((await sql('-e', 'SELECT 123456789012345678901234567890BD AS d', '-o', 'jsonl')).stdout).toBe(
      '{"d":123456789012345678901234567890}\n',
    )
    expect((await sql('-e', select, '-o', 'markdown')).stdout).toContain('| 2 | AA2 |')
    const file = await ada.run(['sql', '-e', select, '-o', 'parquet'])
    expect([file.code, file.stdout.slice(0, 4), file.stdout.slice(-4)]).toEqual([0, 'PAR1', 'PAR1'])
    expect(await sql('-e', select, '-o', 'xml')).toMatchObject({ code: 2, stdout: '' })
    expect((await sql('-e', 'SELECT 1 AS a -- first', '-e', 'SELECT 2 AS b;', '-o', 'jsonl')).stdout).toBe('{"a":1}\n{"b":2}\n')
  })

  it('of a file run one after the other until one fails, whose place is shown', async () => {
    const file = join(ada.home, 'work.sql')
    await writeFile(file, `-- three; of them\nUSE default;\nSELECT ';' AS a;\nSELECT 1\n  FORM flights;\nSELECT 'never';\n`)
    expect(await sql('-f', file, '-o', 'jsonl')).toEqual({
      code: 1,
      stdout: '{"a":";"}\n',
      stderr: expect.stringContaining(`${file}:5: sql-syntax Syntax error at line 5, column 8`),
    })
    const failed = await sql('-f', file)
    expect(failed.stderr).toContain('\n5 |   FORM flights;\n           ^^^^^^^\n')
    expect(failed.stderr).toContain('Statement 3 of 4: what is before it was done. Go on with --from 3\n')
    expect(await sql('-f', file, '-o', 'jsonl', '--from', '3')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(`${file}:5: `),
    })
    expect(await sql('-f', file, '-o', 'jsonl', '--from', '4')).toEqual({ code: 0, stdout: '{"never":"never"}\n', stderr: '' })
    expect(await sql('-f', file, '--from', '5')).toMatchObject({ code: 2, stderr: expect.stringContaining('Name one from 1 to 4') })
    expect(await ada.run(['sql', '-o', 'csv'], { input: 'SELECT 7 AS n' })).toMatchObject({ code: 0, stdout: 'n\n7\n' })
    expect(await sql('-f', join(ada.home, 'none.sql'))).toMatchObject({ code: 2 })
    expect(await sql('-e', ' -- nothing')).toMatchObject({ code: 2 })
    await writeFile(file, Buffer.from("SELECT 1;\nSELECT 'caf\xe9'", 'latin1'))
    expect(await sql('-f', file)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('is not UTF-8 in its line 2') })
    await writeFile(file, `SELECT ${'1 + '.repeat(5_000_000)} 1`)
    expect(await sql('-f', file)).toMatchObject({ code: 2, stderr: expect.stringContaining('has 19 MiB, and no call takes more than 8') })
  })

  it('that fail say why: a mistake, a queue that is none, a table that is none', async () => {
    expect(await sql('-e', 'SELECT nothing FROM flights')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nothing does not exist'),
    })
    expect(await sql('-q', 'q9', '-e', 'SELECT 1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no queue named q9'),
    })
    expect(await sql('-e', 'INSERT INTO nothing VALUES (1)')).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing') })
    // By the same word, whether it is a query or not.
    for (const wrong of ['SELECT FROM FROM', 'DROP TABEL flights', 'INSERT INTO VALUES']) {
      expect(await sql('-e', wrong)).toMatchObject({ code: 1, stderr: expect.stringMatching(/^sql-syntax Syntax error at line 1/) })
    }
    for (const wrong of ['SELECT nothing FROM flights', 'INSERT INTO flights SELECT nothing', 'INSERT INTO nothing VALUES (1)']) {
      expect(await sql('-e', wrong)).toMatchObject({ code: 1, stderr: expect.stringMatching(/^sql-semantics /) })
    }
  })

  it('are followed by what rules that refuse nothing say of them, however they are run', async () => {
    const rule = { rule_name: 'told', rule_id: 'static_0007', engine_rules: { spark: 1 }, queue_names: ['default'], action: 'hint' }
    const made = await api.post('/v1/{p}/sql-defend-rules', rule)
    const hinted = (...args: readonly string[]) => sql('-e', 'SELECT 1 FROM flights a CROSS JOIN flights b', ...args)
    const hint = expect.stringMatching(/^ {2}hint: .*static_0007/m)
    expect(await hinted()).toMatchObject({ code: 0, stderr: hint })
    expect(await hinted('-o', 'parquet')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^PAR1/), stderr: hint })
    expect(await hinted('--as-one')).toMatchObject({ code: 0, stderr: hint })
    for (const how of [['-o', 'parquet'], ['--as-one']]) expect(await hinted('--quiet', ...how)).toMatchObject({ code: 0, stderr: '' })
    await api.delete(`/v1/{p}/sql-defend-rules/${String(made.body['rule_uuid'])}`)
    expect(await hinted('--as-one')).toMatchObject({ code: 0, stderr: expect.not.stringContaining('hint') })
  })

  it('that are no query though they begin as one are run all the same', async () => {
    expect(await sql('-e', 'CREATE TABLE copies (id BIGINT); FROM flights INSERT INTO copies SELECT id', '--quiet')).toMatchObject({
      code: 0,
    })
    expect((await sql('-e', 'SELECT count(*) AS n FROM copies', '-o', 'csv')).stdout).toBe('n\n3\n')
  })

  it('run on the only queue of one’s own, and on none where there are several', async () => {
    await api.createQueue('q1')
    expect((await sql('-e', 'SELECT 1')).code).toBe(0)
    const { body } = await api.get('/v1.0/{p}/jobs?page_size=1')
    expect(JSON.stringify(body)).toContain('"queue_name":"q1"')
    await api.createQueue('q2')
    expect(await sql('-e', 'SELECT 1')).toMatchObject({ code: 2, stderr: expect.stringContaining('There are several queues: q1, q2') })
    expect(await ada.run(['sql', '-e', 'SELECT 1'], { env: { CAUSEWAY_QUEUE: 'q1' } })).toMatchObject({ code: 0 })
    expect((await ada.run(['context', 'use', '127.0.0.1', '--queue', 'default'])).code).toBe(0)
    expect(await sql('-e', 'SELECT 1')).toMatchObject({ code: 0 })
  })

  it('end well where the reader goes away, and are cancelled', async () => {
    const head = (command: string, ...words: readonly string[]) =>
      ada.shell(`"$0" "$@" | ${command}; exit 0`, [process.execPath, launch, 'sql', '-e', ...words])
    expect((await head('head -n 2', 'SELECT id FROM range(100000000)', '-o', 'csv')).code).toBe(0)
    expect(await head('head -c 4', 'SELECT id FROM range(300000)', '-o', 'parquet')).toEqual({ code: 0, stdout: 'PAR1', stderr: '' })
    await expect
      .poll(async () => JSON.stringify((await api.get('/v1.0/{p}/jobs?sql_pattern=100000000&page_size=1')).body))
      .toContain('"status":"CANCELLED"')
  })

  it.skipIf(process.platform !== 'linux')('fail where their rows cannot be written', async () => {
    const to = async (file: string, ...args: readonly string[]) =>
      await ada.shell(`"$0" "$@" > ${file}`, [process.execPath, launch, ...args])
    for (const output of ['csv', 'table', 'parquet'] as const)
      expect(await to('/dev/full', 'sql', '-e', 'SELECT 1 AS n', '-o', output)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('could not be: ENOSPC'),
      })
    for (const words of [['queue', 'list'], ['queue', 'list', '--json'], ['whoami'], ['--version'], ['help']])
      expect(await to('/dev/full', ...words), words.join(' ')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('could not be: ENOSPC'),
      })
    const { body } = await api.get('/v1.0/{p}/jobs?page_size=1')
    const [, id = ''] = /"job_id":"([^"]+)"/.exec(JSON.stringify(body)) ?? []
    expect(await to('/dev/full', 'job', 'result', id)).toMatchObject({ code: 1, stderr: expect.stringContaining('could not be: ENOSPC') })
  })

  it('are cancelled by Ctrl-C', async () => {
    const child = spawn(process.execPath, [launch, 'sql', '-e', endless('ctrl_c')], { cwd: ada.home, env: ada.env, stdio: 'ignore' })
    const { promise, resolve } = Promise.withResolvers<number | null>()
    child.on('close', resolve)
    const stateOf = async () => JSON.stringify((await api.get('/v1.0/{p}/jobs?sql_pattern=ctrl_c&page_size=1')).body)
    await expect.poll(stateOf).toContain('"status":"RUNNING"')
    child.kill('SIGINT')
    expect(await promise).toBe(130)
    await expect.poll(stateOf).toContain('"status":"CANCELLED"')
  })

  it('that are no query are cancelled when they are given up after --timeout', async () => {
    const statement = `CREATE TABLE late_rows AS ${endlessRowsSql} /* late_rows */`
    const jobs = async () => JSON.stringify((await api.get('/v1.0/{p}/jobs?sql_pattern=late_rows&page_size=1')).body)
    // Until one was long enough for the job to be submitted.
    for (const seconds of ['2', '8', '32'])
      if (!(await jobs()).includes('late_rows'))
        expect(await sql('-e', statement, '--timeout', seconds)).toMatchObject({ code: 1, stderr: expect.stringContaining('longer than') })
    await expect.poll(jobs).toContain('"status":"CANCELLED"')
  })

  it('are given up after --timeout', async () => {
    expect(await sql('-e', endless('late'), '--timeout', '3')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('longer than 3 seconds'),
    })
  })
})

describe('with --json', () => {
  const failure = async (...words: readonly string[]): Promise<Readonly<Record<string, unknown>>> => {
    const { code, stderr } = await ada.run([...words, '--json'])
    expect(stderr.trimEnd().split('\n'), stderr).toHaveLength(1)
    return { code, ...JSON.parse(stderr) }
  }

  it('a mistake is told with its place in the whole text, and how to go on', async () => {
    const file = join(ada.home, 'json.sql')
    await writeFile(file, 'SELECT 1 AS a;\nSELECT 2\n  FORM flights;\n')
    const mistake = { code: 1, error_code: 'sql-syntax', place: expect.objectContaining({ line: 3, column: 8 }) }
    expect(await failure('sql', '-q', 'default', '-f', file)).toMatchObject({
      ...mistake,
      error_msg: expect.stringMatching(/^Syntax error at line 3, column 8/),
      hint: expect.stringMatching(/(^|\n)Statement 2 of 2: what is before it was done\. Go on with --from 2$/),
    })
    expect(await failure('sql', '-q', 'default', '-f', file, '--as-one', '--quiet')).toMatchObject(mistake)
    expect(await failure('sql', '-q', 'default', '-e', 'SELECT nothing FROM flights')).toMatchObject({
      code: 1,
      error_code: 'sql-semantics',
      error_msg: expect.stringContaining('nothing does not exist'),
    })
    expect(await failure('sql', '-q', 'q9', '-e', 'SELECT 1')).toMatchObject({ code: 1, error_code: 'not-found' })
  })

  it('a refusal is told by the code of its protocol, its kind, and what would help in commands', async () => {
    const none = { code: 1, error_code: 'DLI.0002', reason: 'not-found', request_id: expect.any(String) }
    expect(await failure('job', 'show', 'none')).toMatchObject({ ...none, error_msg: expect.not.stringMatching(/^DLI/) })
    expect(await failure('api', 'GET', '/v1.0/{project_id}/queues/none')).toMatchObject({
      ...none,
      hint: expect.stringContaining('causeway queue list'),
    })
    expect(await failure('api', 'GET', '/v1/{project_id}/vpcs/none')).toMatchObject({ code: 1, error_code: 'VPC.0202' })
    expect(await failure('vpc', 'show', 'none')).toMatchObject({ code: 1, error_code: 'not-found', hint: expect.any(String) })
    expect(await failure('sql', '--context', 'none', '-e', 'SELECT 1')).toMatchObject({ code: 2, error_code: 'invalid-parameter' })
  })
})

describe.skipIf(process.platform !== 'linux')('the prompt', () => {
  it('runs statements of several lines, remembers, completes, shows, exports, watches, cancels and leaves', async () => {
    const terminal = new Terminal(ada, ['sql', '-q', 'q1'])
    await terminal.type('', /q1(:default)?> $/)
    expect(await terminal.type('SELECT 40 +\r2 AS answer;\r', /1 row \(.*\)\n/)).toMatch(/answer *\n-+\n +42\n/)
    expect(terminal.seen).toContain('\u001b[1;34mSELECT\u001b[0m')
    await terminal.type('SELECT carr', 'carr')
    await terminal.type(' FROM flights\u0001', /FROM flights/)
    await terminal.type('\u001bf\u001bf\t', 'carrier')
    await terminal.type('\u0005;\r', 'AA2')
    await terminal.type('\u001b[A', 'SELECT carrier')
    await terminal.type('\u0003', /> $/)
    // Back through what was typed: what has the word, and as it was before.
    await terminal.type('SELECT 7\u001240 +', /search '40 \+': SELECT 40 \+/)
    await terminal.type('\u0007', /SELECT 7/)
    await terminal.type('\u0015\u001240 +', /search '40 \+'/)
    expect(await terminal.type('\r', /1 row \(.*\)\n/)).toMatch(/answer *\n-+\n +42\n/)
    await terminal.type('\\d flights\r', /carrier +\| string/)
    await terminal.type('\\x\r', 'A line for each field')
    await terminal.type('SELECT 1 AS one;\r', /-\[ 1 \]-\none \| 1\n/)
    await terminal.type('\\export one.csv\r', 'one.csv is written')
    expect(await readFile(join(ada.home, 'one.csv'), 'utf8')).toBe('one\n1\n')
    await terminal.type('\\export one.csv\r', 'one.csv is there already\n  Name another file\none.csv is not written\n')
    expect(await readFile(join(ada.home, 'one.csv'), 'utf8')).toBe('one\n1\n')
    await terminal.type('SELECT id, raise_error(id) FROM range(3);\r', /> $/)
    await terminal.type('\\export failed.csv\r', 'failed.csv is not written')
    expect(await readdir(ada.home)).not.toContain('failed.csv')
    await terminal.type('SELECT 1 AS one;\r', /one \| 1\n/)
    await terminal.type('\\watch 0.1\r', /(one \| 1[\s\S]*){3}/)
    await terminal.type('\u0003', 'Cancelled')
    await terminal.type('SELEC 1;\r', /1 \| SELEC 1;\n {4}\^{5}\n/)
    await terminal.type('\u001b[200~SELECT 1;\rSELECT 2\rFRM x\rLIMIT 3;\u001b[201~', 'LIMIT')
    await terminal.type('\r', /3 \| FRM x\n/)
    await terminal.type(`${endless('prompt')};\r`, 'Ctrl-C cancels')
    await terminal.type('\u0003', /Cancelling…\n[\s\S]*Cancelled\n[\s\S]*> $/)
    // Not a moment later: whoever reads it takes the job for ended.
    expect(JSON.stringify((await api.get('/v1.0/{p}/jobs?sql_pattern=prompt&page_size=1')).body)).toContain('"status":"CANCELLED"')
    await terminal.type('\\export slow.parquet\r', 'Ctrl-C cancels')
    await terminal.type('\u0003', /Cancelling…\n[\s\S]*Cancelled\nslow.parquet is not written\n[\s\S]*> $/)
    expect(await readdir(ada.home)).not.toContain('slow.parquet')
    await terminal.type('\u001b[200~SELECT 1;\rSELECT 2 AS pasted;\u001b[201~', 'pasted')
    await terminal.type('\r', /pasted \| 2/)
    await terminal.type('\u001b[200~\\x on\nSELECT 3 AS three;\n\\x off\n\u001b[201~', 'off')
    await terminal.type('\r', /three \| 3\n[\s\S]*A line for each row\n/)
    await terminal.type('\\?\r', /\\watch \[SECONDS\]/)
    await terminal.type('\u0004', '')
    expect(await terminal.ended).toBe(0)
    const history = join(ada.home, '.local', 'state', 'causeway', 'sql-history')
    expect(await readFile(history, 'utf8')).toContain('"SELECT 40 +\\n2 AS answer;"')
    expect((await stat(history)).mode & 0o777).toBe(0o600)
  })

  it('watches until the statement fails for the first time, and runs nothing behind that', async () => {
    await api.finish('CREATE TABLE soon_gone AS SELECT 1 AS n')
    const terminal = new Terminal(ada, ['sql', '-q', 'default'])
    await terminal.type('', /> $/)
    await terminal.type('SELECT n FROM soon_gone;\r', /1 row/)
    await terminal.type('\\watch 0.1\r', /(every 0\.1 s[\s\S]*1 row[\s\S]*){2}/)
    await api.finish('DROP TABLE soon_gone')
    await expect.poll(() => terminal.text).toMatch(/soon_gone does not exist[\s\S]*> $/)
    await terminal.type("SELECT 'back' AS word;\r", /back *\n/)
    await terminal.type('SELEC 1;\r', /Syntax error[\s\S]*> $/)
    // What the prompt would take for a round more is typed behind it.
    await terminal.type("\u001b[200~\\watch 0.1\nSELECT 'never' AS w;\n\u001b[201~", 'never')
    await terminal.type('\r', /Syntax error[\s\S]*> $/)
    await terminal.type("SELECT 'late' AS word;\r", /late *\n/)
    expect(terminal.text.match(/Syntax error/g)).toHaveLength(2)
    expect(terminal.text).not.toMatch(/^never *$/m)
    await terminal.type('\u0004', '')
    expect(await terminal.ended).toBe(0)
  })

  it.each([
    ['-o parquet', ['-o', 'parquet'], '> slow.parquet'],
    ['--as-one', ['--as-one'], ''],
  ])('is as a command: at Ctrl-C its end is told and waited for: %s', async (name, flags, behind) => {
    const terminal = new Terminal(ada, ['sql', '-q', 'default', '-e', endless(name), ...flags], {}, behind)
    await terminal.type('', 'Ctrl-C cancels')
    await terminal.type('\u0003', /Cancelling…\n[\s\S]*Cancelled\n$/)
    expect(await terminal.ended).toBe(130)
    expect(JSON.stringify((await api.get(`/v1.0/{p}/jobs?sql_pattern=${encodeURIComponent(name)}&page_size=1`)).body)).toContain(
      '"status":"CANCELLED"',
    )
  })

  it('asks on which queue where there are several', async () => {
    const { accessKey, secretKey } = api.server.identity
    const chosen = {
      CAUSEWAY_QUEUE: '',
      CAUSEWAY_ENDPOINT: api.server.endpoint,
      CAUSEWAY_ACCESS_KEY: accessKey,
      CAUSEWAY_SECRET_KEY: secretKey,
    }
    const terminal = new Terminal(ada, ['sql'], chosen)
    await terminal.type('', /On which queue\n[\s\S]*q1\n[\s\S]*q2\n/)
    // A queue that there is not is none, whatever stands in the list.
    await terminal.type('q0', 'No matches found')
    await terminal.type('\r', 'There is none with that')
    await terminal.type('\u007f2', '● q2')
    // What is pasted beyond the answer is typed at the prompt.
    await terminal.type('\rSELECT 40 + 2 AS answer;\r', /q2(:default)?> $/)
    await expect.poll(() => terminal.text).toContain('     42\n')
    await terminal.type('\\queue q9\r', 'There is no queue named q9')
    // Which database it is may be known by then.
    await terminal.type('\r', /q2(:default)?> $/)
    await terminal.type('\\queue Q1\r', /Q1(:default)?> $/)
    await terminal.type('\u0004', '')
    expect(await terminal.ended).toBe(0)
    const left = new Terminal(ada, ['sql'], chosen)
    await left.type('', 'On which queue')
    await left.type('\u0003', 'No queue was chosen')
    expect(await left.ended).toBe(130)
    const wrong = new Terminal(ada, ['sql', '-q', 'q9'], chosen)
    expect([await wrong.ended, wrong.text]).toEqual([1, expect.stringContaining('There is no queue named q9')])
    const quiet = new Terminal(ada, ['sql', '--quiet'], chosen)
    expect([await quiet.ended, quiet.text]).toEqual([2, expect.stringContaining('There are several queues: q1, q2')])
  })

  it('has no colours where nobody wants any', async () => {
    const terminal = new Terminal(ada, ['sql', '-q', 'q1', '--quiet'], { NO_COLOR: '1' })
    await terminal.type('', '> ')
    await terminal.type('SELECT 1;\r', /\n +1\n/)
    await terminal.type('\\q\r', '')
    expect(await terminal.ended).toBe(0)
    expect(terminal.seen).not.toContain('\u001b[1;34m')
  })
})
