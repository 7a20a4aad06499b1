import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type BetweenHttp, type Fate, startBetweenHttp } from '../testing/between-http.ts'
import { waitPatiently } from '../testing/patience.ts'
import { findS3Program, NO_S3_PROGRAM } from '../testing/s3-program.ts'
import { type S3Server, startS3Server } from '../testing/s3-server.ts'
import { Api, type JobEnd } from './support/api.ts'
import { TestServer } from './support/server.ts'

const program = await findS3Program()
if (program === undefined) console.log(`SKIPPED: writing into buckets of a store of objects is not tested, for ${NO_S3_PROGRAM}`)

/** More than two parts. */
const MANY_ROWS = 'SELECT id, id * 7 AS a, sha2(CAST(id AS STRING), 256) AS t FROM RANGE(0, 600000)'
const REFUSED: Fate = { kind: 'answer', status: 403, body: '<Error><Code>AccessDenied</Code><Message>secret words</Message></Error>' }
const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/

describe.skipIf(program === undefined)('what is written into a bucket of an S3-compatible store', () => {
  let s3: S3Server
  let api: Api
  let folder: string | undefined
  /** Stands before the store. */
  let between: BetweenHttp

  beforeAll(async () => {
    s3 = await startS3Server(program ?? '', { buckets: ['lake'] })
    between = await startBetweenHttp(s3.port)
    folder = await mkdtemp(join(tmpdir(), 'causeway-store-'))
    await writeFile(join(folder, 'key'), `${s3.accessKey}:${s3.secretKey}\n`, { mode: 0o600 })
    const store = `endpoint: http://127.0.0.1:${between.port}\n    region: ${s3.region}\n    keyFile: key`
    await writeFile(join(folder, 'causeway.yaml'), `objectStores:\n  lake:\n    ${store}\n`)
    api = new Api(await TestServer.start({ CAUSEWAY_CONFIG: join(folder, 'causeway.yaml') }))
  })
  afterEach(() => {
    between.decide = () => ({ kind: 'pass' })
  })
  afterAll(async () => {
    await api?.server.close()
    between?.close()
    await s3?.stop()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  const nothingUnfinished = () =>
    waitPatiently({
      meanwhile: 'There are unfinished uploads',
      look: async () => ((await s3.uploads('lake')).length === 0 ? true : undefined),
      processes: () => [api.server.pid],
    })
  const keysBecome = (below: string, keys: readonly string[]) =>
    waitPatiently({
      meanwhile: `There are other objects below ${below} than ${keys.join(', ')}`,
      look: async () => ((await s3.keys('lake', below)).join() === keys.join() ? true : undefined),
      processes: () => [api.server.pid],
    })
  const names = async (below: string): Promise<readonly string[]> =>
    (await s3.keys('lake', below)).map((key) => key.slice(below.length + 1).replace(ID, 'ID'))

  /** Runs a statement until it comes to a request, which then stands still. Answers with its job. */
  const until = async (request: RegExp, sql: string, count = 1): Promise<string> => {
    let held = 0
    between.decide = (asked) => {
      if (!request.test(asked)) return { kind: 'pass' }
      held += 1
      return { kind: 'hold' }
    }
    const jobId = String((await api.submit(sql)).body['job_id'])
    await waitPatiently({
      meanwhile: `It has not come to ${request}`,
      look: () => (held >= count ? true : undefined),
      over: async () => {
        const { status, message } = await api.waitForStatus(jobId, ['RUNNING', 'FINISHED', 'FAILED', 'CANCELLED'])
        return status === 'RUNNING' ? undefined : `The job has ended: ${status} ${message}`
      },
    })
    return jobId
  }

  /** A statement whose first such request has come to the store, and is answered when it is to go on. */
  const stopped = async (request: RegExp, sql: string): Promise<{ readonly end: Promise<JobEnd>; goOn(): void }> => {
    const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    between.decide = (asked) => {
      if (!request.test(asked)) return { kind: 'pass' }
      between.decide = () => ({ kind: 'pass' })
      arrived.resolve()
      return { kind: 'pass', answerAfter: released.promise }
    }
    const end = api.run(sql)
    await arrived.promise
    return { end, goOn: () => released.resolve() }
  }

  it('rows are added to tables of files and replace theirs, in every format that is written', async () => {
    for (const format of ['parquet', 'csv', 'json']) {
      await api.finish(`CREATE TABLE t_${format} (id BIGINT, name STRING) USING ${format} OPTIONS (path 'obs://lake/t/${format}')`)
      await api.finish(`INSERT INTO t_${format} VALUES (1, 'ä,"b'), (2, NULL)`)
      await api.finish(`INSERT INTO t_${format} SELECT 3, 'c'`)
      expect(await api.rows(`SELECT * FROM t_${format} ORDER BY id`)).toEqual([
        [1, 'ä,"b'],
        [2, null],
        [3, 'c'],
      ])
      expect(await names(`t/${format}`)).toHaveLength(2)
      await api.finish(`INSERT OVERWRITE t_${format} SELECT id + 10, name FROM t_${format} WHERE id = 3`)
      expect(await api.rows(`SELECT * FROM t_${format}`)).toEqual([[13, 'c']])
      await api.finish(`INSERT OVERWRITE t_${format} SELECT * FROM t_${format} WHERE id = 0`)
      expect(await names(`t/${format}`)).toEqual([])
    }
    await nothingUnfinished()
  })

  it('LOAD DATA brings files there, and files of there', async () => {
    await s3.put('lake', 'landing/data.csv', Buffer.from('1\n2\n'))
    await api.finish("CREATE TABLE loaded (a INT) USING csv OPTIONS (path 'obs://lake/loaded')")
    await api.finish("LOAD DATA INPATH 'obs://lake/landing/data.csv' INTO TABLE loaded")
    await api.finish("LOAD DATA INPATH 'obs://lake/landing' INTO TABLE loaded")
    expect(await api.rows('SELECT a, count(*) FROM loaded GROUP BY a ORDER BY a')).toEqual([
      [1, 2],
      [2, 2],
    ])
  })

  it('CREATE TABLE … AS writes into an empty place, in parts, and leaves nothing where the table cannot be made', async () => {
    await api.finish(`CREATE TABLE made USING parquet OPTIONS (path 'obs://lake/made') AS ${MANY_ROWS}`)
    expect(await api.rows('SELECT count(*), sum(a), count(DISTINCT t) FROM made')).toEqual([[600_000, 1259997900000, 600_000]])
    const [key = ''] = await s3.keys('lake', 'made')
    expect((await s3.get('lake', key)).length).toBeGreaterThan(33 << 20)
    const again = await api.run("CREATE TABLE other USING parquet OPTIONS (path 'obs://lake/made') AS SELECT 1 AS x")
    expect([again.status, again.message]).toEqual(['FAILED', expect.stringContaining('There are files in obs://lake/made already')])
    await api.finish("CREATE TABLE IF NOT EXISTS made USING parquet OPTIONS (path 'obs://lake/never') AS SELECT 1 AS x")
    // It is made by another job while the rows are being written.
    const { end: late, goOn } = await stopped(
      /POST .*uploadId=/,
      "CREATE TABLE taken USING parquet OPTIONS (path 'obs://lake/never') AS SELECT 1 AS x",
    )
    await api.finish('CREATE TABLE taken (x INT)')
    goOn()
    expect(await late).toMatchObject({ status: 'FAILED', message: expect.stringContaining('taken already exists') })
    await keysBecome('never', [])
    await nothingUnfinished()
  })

  it('a directory is replaced as a whole, with _SUCCESS in it; an export does so where it is asked to', async () => {
    await s3.put('lake', 'out/old.csv', Buffer.from('old'))
    await s3.put('lake', 'out/below/_old', Buffer.from('old'))
    await s3.put('lake', 'out-not/this', Buffer.from('stays'))
    await api.finish("INSERT OVERWRITE DIRECTORY 'obs://lake/out' USING csv SELECT 1, 'x'")
    expect(await names('out')).toEqual(['_SUCCESS', 'part-00000-ID-c000.csv'])
    expect(await names('out-not')).toEqual(['this'])
    await api.finish('CREATE TABLE numbers AS SELECT id FROM RANGE(0, 3)')
    const exporting = async (mode: string, place: string) => {
      const sent = await api.post('/v1.0/{p}/jobs/export-table', {
        data_path: `obs://lake/${place}`,
        data_type: 'csv',
        compress: 'gzip',
        with_column_header: true,
        database_name: 'default',
        table_name: 'numbers',
        export_mode: mode,
      })
      expect(sent, sent.text).toMatchObject({ status: 200 })
      return await api.waitForJob(String(sent.body['job_id']))
    }
    expect(await exporting('ErrorIfExists', 'out')).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('obs://lake/out is there already'),
    })
    expect(await exporting('Overwrite', 'out')).toMatchObject({ status: 'FINISHED' })
    expect(await names('out')).toEqual(['_SUCCESS', 'part-00000-ID-c000.csv.gz'])
    await api.finish(
      "FROM (SELECT 1 AS x) INSERT OVERWRITE DIRECTORY 'obs://lake/two/a' USING csv SELECT x INSERT OVERWRITE DIRECTORY 'obs://lake/two/b' USING csv SELECT x + 1",
    )
    expect(await names('two')).toEqual(['a/_SUCCESS', 'a/part-00000-ID-c000.csv', 'b/_SUCCESS', 'b/part-00000-ID-c000.csv'])

    // Both have seen that the place is new.
    const { end: both, goOn } = await stopped(/POST .*uploads=/, "INSERT OVERWRITE DIRECTORY 'obs://lake/twice' USING csv SELECT 1")
    expect(await exporting('ErrorIfExists', 'twice')).toMatchObject({ status: 'FINISHED' })
    const there = await s3.keys('lake', 'twice')
    goOn()
    expect(await both).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('Another job has written into obs://lake/twice'),
    })
    await keysBecome('twice', there)
    await nothingUnfinished()
  })

  it('of two jobs that replace the rows of one table one wins, and the other leaves nothing', async () => {
    await api.finish("CREATE TABLE w (a INT) USING csv OPTIONS (path 'obs://lake/won')")
    await api.finish('INSERT INTO w VALUES (0)')
    const complete = Promise.withResolvers<void>()
    let begun = 0
    between.decide = (request) => {
      if (!/POST .*uploads=/.test(request)) return { kind: 'pass' }
      begun += 1
      if (begun === 2) complete.resolve()
      return { kind: 'pass', answerAfter: complete.promise }
    }
    const ends = await Promise.all([1, 2].map((value) => api.run(`INSERT OVERWRITE w VALUES (${value})`)))
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['FAILED', 'FINISHED'])
    expect(ends.map(({ message }) => message).join()).toContain('Another job has written into obs://lake/won')
    expect(await api.rows('SELECT a FROM w')).toEqual([[ends[0]?.status === 'FINISHED' ? 1 : 2]])
    await nothingUnfinished()
    expect(await names('won')).toHaveLength(1)
  })

  it('a job that reads sees all of what was there before a write or after it, and never both', async () => {
    await api.finish("CREATE TABLE r (a INT) USING csv OPTIONS (path 'obs://lake/read')")
    await api.finish('INSERT INTO r VALUES (1)')
    // The new object is there, and what it replaces, too.
    await until(/HEAD /, 'INSERT OVERWRITE r VALUES (2)')
    expect(await names('read')).toHaveLength(2)
    expect(await api.rows('SELECT a FROM r')).toEqual([[2]])
    await api.server.end('SIGKILL')
    between.decide = (request) => (/^(HEAD|DELETE) /.test(request) ? REFUSED : { kind: 'pass' })
    await api.server.start()
    expect(await names('read')).toHaveLength(2)
    expect(await api.rows('SELECT a FROM r')).toEqual([[2]])
    between.decide = () => ({ kind: 'pass' })
    await waitPatiently({
      meanwhile: 'The old object is still there',
      look: async () => ((await names('read')).length === 1 ? true : undefined),
      processes: () => [api.server.pid],
    })

    // A list that the store made before the write, and that comes to its reader after it.
    const written = Promise.withResolvers<void>()
    const listed = Promise.withResolvers<void>()
    let lists = 0
    between.decide = (request) => {
      if (!request.includes('list-type=2') || !request.includes('prefix=read%2F')) return { kind: 'pass' }
      lists += 1
      if (lists > 1) return { kind: 'pass' }
      listed.resolve()
      return { kind: 'pass', answerAfter: written.promise }
    }
    const reading = api.rows('SELECT a FROM r')
    await listed.promise
    await api.finish('INSERT OVERWRITE r VALUES (3)')
    written.resolve()
    expect(await reading).toEqual([[3]])
  })

  it('wherever the store fails, the rows are those before the write or those after it, and nothing else stays in the bucket', async () => {
    await api.finish("CREATE TABLE f (a INT) USING csv OPTIONS (path 'obs://lake/fails')")
    await api.finish('INSERT INTO f VALUES (0)')
    const requests: string[] = []
    between.decide = (request) => {
      requests.push(request)
      return { kind: 'pass' }
    }
    await api.finish('INSERT OVERWRITE f VALUES (1)')
    const count = requests.length
    const committed = requests.findIndex((request) => /^POST .*uploadId=/.test(request)) + 1
    expect(committed).toBeGreaterThan(3)
    expect(count).toBeGreaterThan(committed)
    let value = 1
    for (let failing = 0; failing < count; failing += 1) {
      let passed = 0
      between.decide = () => {
        passed += 1
        return passed > failing ? REFUSED : { kind: 'pass' }
      }
      const end = await api.run(`INSERT OVERWRITE f VALUES (${value + 1})`)
      between.decide = () => ({ kind: 'pass' })
      expect([end.status, end.message.includes('secret words')], String(failing)).toEqual(['FAILED', false])
      if (failing >= committed) {
        value += 1
        expect(end.message, String(failing)).toContain('The new rows of obs://lake/fails are there')
      }
      expect(await api.rows('SELECT a FROM f'), String(failing)).toEqual([[value]])
      await waitPatiently({
        meanwhile: `More than one object is there (${failing} of ${count})`,
        look: async () => ((await names('fails')).length === 1 ? true : undefined),
        processes: () => [api.server.pid],
      })
      await nothingUnfinished()
      expect(await api.rows('SELECT a FROM f'), String(failing)).toEqual([[value]])
    }
  })

  it('an answer that is lost changes nothing: neither the rows nor what is in the bucket', async () => {
    await api.finish("CREATE TABLE l (a INT) USING csv OPTIONS (path 'obs://lake/lost')")
    await api.finish('INSERT INTO l VALUES (0)')
    let requests = 0
    between.decide = () => {
      requests += 1
      return { kind: 'pass' }
    }
    await api.finish('INSERT OVERWRITE l VALUES (0)')
    const count = requests
    for (let lost = 0; lost < count; lost += 1) {
      let passed = 0
      between.decide = () => {
        passed += 1
        return { kind: passed === lost + 1 ? 'lose-answer' : 'pass' }
      }
      await api.finish(`INSERT OVERWRITE l VALUES (${lost})`)
      expect(await api.rows('SELECT a FROM l')).toEqual([[lost]])
      expect(await names('lost'), String(lost)).toHaveLength(1)
      expect(await s3.uploads('lake'), String(lost)).toEqual([])
    }
  })

  it('a _SUCCESS that cannot be put takes nothing away, and is put when the store takes it', async () => {
    await api.finish("INSERT OVERWRITE DIRECTORY 'obs://lake/marked' USING csv SELECT 1")
    await s3.remove('lake', 'marked/_SUCCESS')
    between.decide = (request) => (request.startsWith('PUT /lake/marked/_SUCCESS') ? REFUSED : { kind: 'pass' })
    const end = await api.run("INSERT OVERWRITE DIRECTORY 'obs://lake/marked' USING csv SELECT 2")
    expect([end.status, end.message]).toEqual(['FAILED', expect.stringContaining('its _SUCCESS could not be put there')])
    const [key = '', ...others] = await s3.keys('lake', 'marked')
    expect([others, String(await s3.get('lake', key))]).toEqual([[], '2\n'])
    await api.server.end('SIGKILL')
    between.decide = () => ({ kind: 'pass' })
    await api.server.start()
    await keysBecome('marked', ['marked/_SUCCESS', key])
  })

  it('what somebody else has put in the place of a replaced object in the meantime stays', async () => {
    await s3.put('lake', 'shared/data.csv', Buffer.from('1\n'))
    await api.finish("CREATE TABLE s (a INT) USING csv OPTIONS (path 'obs://lake/shared')")
    await until(/HEAD /, 'INSERT OVERWRITE s VALUES (2)')
    await api.server.end('SIGKILL')
    await s3.put('lake', 'shared/data.csv', Buffer.from('3\n'))
    between.decide = () => ({ kind: 'pass' })
    await api.server.start()
    expect(await api.rows('SELECT a FROM s ORDER BY a')).toEqual([[2], [3]])
    // What was to be done is done: the next write is as any other.
    await api.finish('INSERT OVERWRITE s VALUES (4)')
    expect(await api.rows('SELECT a FROM s')).toEqual([[4]])
    expect(await names('shared')).toEqual(['part-ID.csv'])
  })

  it('a store that is busy is asked again, and one that takes other bytes than were sent is found out', async () => {
    await api.finish("CREATE TABLE b (id BIGINT, a BIGINT, t STRING) USING parquet OPTIONS (path 'obs://lake/busy')")
    let refused = 0
    between.decide = (request) => {
      if (refused >= 4 || request.startsWith('GET')) return { kind: 'pass' }
      refused += 1
      return { kind: 'answer', status: 503, body: '<Error><Code>SlowDown</Code><Message>later</Message></Error>' }
    }
    await api.finish(`INSERT INTO b ${MANY_ROWS}`)
    expect(refused).toBe(4)
    expect(await api.rows('SELECT count(*), sum(a) FROM b')).toEqual([[600_000, 1259997900000]])
    between.decide = (request) => ({ kind: request.includes('partNumber=2') ? 'spoil' : 'pass' })
    const spoilt = await api.run(`INSERT INTO b ${MANY_ROWS}`)
    expect([spoilt.status, spoilt.message]).toEqual(['FAILED', expect.stringContaining('is not what was sent')])
    between.decide = (request) => (request.startsWith('POST') ? REFUSED : { kind: 'pass' })
    const closed = await api.run('INSERT INTO b VALUES (1, 1, "x")')
    expect(closed.message).toContain('does not let the server write')
    between.decide = () => ({ kind: 'pass' })
    expect(await api.rows('SELECT count(*) FROM b')).toEqual([[600_000]])
    await nothingUnfinished()
  })

  it('a job that is cancelled, or whose worker is killed, leaves what was there and nothing else', async () => {
    await api.finish("CREATE TABLE c (id BIGINT, a BIGINT, t STRING) USING parquet OPTIONS (path 'obs://lake/cut')")
    await api.finish("INSERT INTO c VALUES (1, 1, 'kept')")
    const before = await s3.keys('lake', 'cut')
    const ends = [
      async (jobId: string) => void (await api.delete(`/v1.0/{p}/jobs/${jobId}`)),
      async () => {
        for (const pid of await api.server.children()) if (await isWorker(pid)) process.kill(pid, 'SIGKILL')
      },
    ]
    for (const end of ends) {
      const jobId = await until(/partNumber=2/, `INSERT OVERWRITE c ${MANY_ROWS}`)
      expect(await s3.uploads('lake')).toHaveLength(1)
      await end(jobId)
      expect((await api.waitForJob(jobId)).status).toMatch(/CANCELLED|FAILED/)
      await nothingUnfinished()
      expect(await s3.keys('lake', 'cut')).toEqual(before)
      expect(await api.rows('SELECT t FROM c')).toEqual([['kept']])
    }
  })

  it('a job that is cancelled at any point has written all or nothing, as it says, however long the store takes to answer', async () => {
    await api.finish("CREATE TABLE late (a INT) USING csv OPTIONS (path 'obs://lake/late')")
    await api.finish('INSERT INTO late VALUES (0)')
    let requests = 0
    between.decide = () => {
      requests += 1
      return { kind: 'pass' }
    }
    await api.finish('INSERT OVERWRITE late VALUES (0)')
    const count = requests
    const statuses: string[] = []
    let value = 0
    for (let point = 0; point < count; point += 1) {
      const before = await s3.keys('lake', 'late')
      const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      let passed = 0
      between.decide = () => {
        passed += 1
        if (passed !== point + 1) return { kind: 'pass' }
        arrived.resolve()
        return { kind: 'pass', answerAfter: released.promise }
      }
      const jobId = String((await api.submit(`INSERT OVERWRITE late VALUES (${point + 1})`)).body['job_id'])
      await arrived.promise
      await api.delete(`/v1.0/{p}/jobs/${jobId}`)
      // The store has not answered yet.
      const { status } = await api.waitForJob(jobId)
      statuses.push(status)
      if (status === 'FINISHED') value = point + 1
      expect(await api.rows('SELECT a FROM late'), String(point)).toEqual([[value]])
      released.resolve()
      between.decide = () => ({ kind: 'pass' })
      await nothingUnfinished()
      if (status !== 'FINISHED') await keysBecome('late', before)
      await waitPatiently({
        meanwhile: `More than one object is there (${point} of ${count})`,
        look: async () => ((await names('late')).length === 1 ? true : undefined),
        processes: () => [api.server.pid],
      })
      expect(await api.rows('SELECT a FROM late'), String(point)).toEqual([[value]])
    }
    expect([...new Set(statuses)]).toEqual(['CANCELLED', 'FINISHED'])
  })

  it('a server that is killed before the commit has the old rows after its next start, and nothing else in the bucket', async () => {
    await api.finish("CREATE TABLE k (a INT) USING csv OPTIONS (path 'obs://lake/killed')")
    await api.finish('INSERT INTO k VALUES (1)')
    const before = await s3.keys('lake', 'killed')
    // Before it is begun, when it may be begun, with a part that is on its way, and when all parts are there.
    for (const [request, passes] of [
      [/POST .*uploads=/, true],
      [/PUT .*partNumber/, false],
      [/POST .*uploadId=/, false],
      [/POST .*uploadId=/, true],
    ] as const) {
      const arrived = Promise.withResolvers<void>()
      const never = new Promise<void>(() => undefined)
      between.decide = (asked) => {
        if (!request.test(asked)) return { kind: 'pass' }
        arrived.resolve()
        return passes ? { kind: 'pass', answerAfter: never } : { kind: 'hold' }
      }
      await api.submit('INSERT OVERWRITE k VALUES (2)')
      await arrived.promise
      // The store has done what its answer would tell.
      if (passes)
        await waitPatiently({
          meanwhile: 'The store has not done it',
          look: async () => ((await s3.uploads('lake')).length + (await s3.keys('lake', 'killed')).length === 2 ? true : undefined),
          processes: () => [process.pid],
        })
      await api.server.end('SIGKILL')
      between.decide = () => ({ kind: 'pass' })
      await api.server.start()
      expect(await api.rows('SELECT a FROM k'), String(request)).toEqual([[1]])
      await nothingUnfinished()
      await keysBecome('killed', before)
    }
  })

  it('partitions are folders as Spark names them, and those that are meant are replaced alone', async () => {
    await api.finish("CREATE TABLE p (a INT, day STRING) USING parquet PARTITIONED BY (day) LOCATION 'obs://lake/p'")
    await api.finish("INSERT INTO p VALUES (1, 'x'), (2, NULL), (3, 'a/b')")
    expect(await names('p')).toEqual(
      ['day=__HIVE_DEFAULT_PARTITION__', 'day=a%2Fb', 'day=x'].map((day) => expect.stringContaining(`${day}/part-`)),
    )
    await api.finish("INSERT OVERWRITE p PARTITION (day = 'x') VALUES (4)")
    await api.finish("INSERT OVERWRITE p VALUES (5, 'a/b')", { conf: ['spark.sql.sources.partitionOverwriteMode=dynamic'] })
    expect(await api.rows('SELECT * FROM p ORDER BY a')).toEqual([
      [2, null],
      [4, 'x'],
      [5, 'a/b'],
    ])
    await api.finish("INSERT OVERWRITE p VALUES (6, 'new')")
    expect(await api.rows('SELECT * FROM p')).toEqual([[6, 'new']])
    await api.finish('INSERT OVERWRITE p SELECT a, day FROM p WHERE a = 0')
    expect(await s3.keys('lake', 'p')).toEqual([])
    await nothingUnfinished()
  })

  it('of two jobs that replace one partition one wins; other partitions are in nobody’s way', async () => {
    await api.finish("CREATE TABLE q (a INT, day STRING) USING parquet PARTITIONED BY (day) LOCATION 'obs://lake/q'")
    await api.finish("INSERT INTO q VALUES (1, 'x'), (1, 'y')")
    const first = await stopped(/POST .*uploads=/, "INSERT OVERWRITE q PARTITION (day = 'x') VALUES (2)")
    await api.finish("INSERT OVERWRITE q PARTITION (day = 'y') VALUES (3)")
    first.goOn()
    expect(await first.end).toMatchObject({ status: 'FINISHED' })
    const late = await stopped(/POST .*uploads=/, "INSERT OVERWRITE q PARTITION (day = 'x') VALUES (4)")
    await api.finish("INSERT INTO q VALUES (5, 'x')")
    late.goOn()
    expect(await late.end).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('Another job has written into obs://lake/q'),
    })
    expect(await api.rows('SELECT * FROM q ORDER BY a')).toEqual([
      [2, 'x'],
      [3, 'y'],
      [5, 'x'],
    ])
    await nothingUnfinished()
  })

  it('new partitions are there all or none, wherever their server is killed', async () => {
    await api.finish("CREATE TABLE n (a INT, day STRING) USING parquet PARTITIONED BY (day) LOCATION 'obs://lake/n'")
    await api.finish("INSERT INTO n VALUES (1, 'x'), (2, 'y')")
    const before = await s3.keys('lake', 'n')
    let completed = 0
    const second = Promise.withResolvers<void>()
    between.decide = (request) => {
      if (!/POST .*uploadId=/.test(request)) return { kind: 'pass' }
      completed += 1
      if (completed === 1) return { kind: 'pass' }
      second.resolve()
      return { kind: 'hold' }
    }
    await api.submit("INSERT OVERWRITE n VALUES (3, 'w'), (4, 'z')")
    await second.promise
    // One of the two new objects is there.
    expect(await s3.keys('lake', 'n')).toHaveLength(before.length + 1)
    expect(await api.rows('SELECT * FROM n ORDER BY a')).toEqual([
      [1, 'x'],
      [2, 'y'],
    ])
    await api.server.end('SIGKILL')
    between.decide = () => ({ kind: 'pass' })
    await api.server.start()
    expect(await api.rows('SELECT * FROM n ORDER BY a')).toEqual([
      [1, 'x'],
      [2, 'y'],
    ])
    await keysBecome('n', before)
    await nothingUnfinished()
    // Now all are there, and none of the old ones has gone.
    await until(/HEAD /, "INSERT OVERWRITE n VALUES (5, 'w'), (6, 'z')")
    await api.server.end('SIGKILL')
    between.decide = () => ({ kind: 'pass' })
    await api.server.start()
    expect(await api.rows('SELECT * FROM n ORDER BY a')).toEqual([
      [5, 'w'],
      [6, 'z'],
    ])
    await waitPatiently({
      meanwhile: 'The old partitions are still there',
      look: async () => ((await names('n')).length === 2 ? true : undefined),
      processes: () => [api.server.pid],
    })
  })

  it('the key of the store is in no answer and no log', async () => {
    expect(await api.server.log()).not.toContain(s3.secretKey)
    expect((await api.get('/causeway/v1/audit?limit=100')).text).not.toContain(s3.secretKey)
  })
})

const isWorker = async (pid: number): Promise<boolean> =>
  (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes('worker')
