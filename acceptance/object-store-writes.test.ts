import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Fate } from '../testing/between-http.ts'
import { waitPatiently } from '../testing/patience.ts'
import { findS3Program, NO_S3_PROGRAM } from '../testing/s3-program.ts'
import { startWrittenBucket, type WrittenBucket } from './support/written-bucket.ts'

const program = await findS3Program()
if (program === undefined) console.log(`SKIPPED: writing into buckets of a store of objects is not tested, for ${NO_S3_PROGRAM}`)

/** More than two parts. */
const MANY_ROWS = 'SELECT id, id * 7 AS a, sha2(CAST(id AS STRING), 256) AS t FROM RANGE(0, 600000)'
const REFUSED: Fate = { kind: 'answer', status: 403, body: '<Error><Code>AccessDenied</Code><Message>secret words</Message></Error>' }

describe.skipIf(program === undefined)('what is written into a bucket of an S3-compatible store', () => {
  let lab: WrittenBucket
  beforeAll(async () => {
    lab = await startWrittenBucket(program ?? '')
  })
  afterEach(() => {
    lab.between.decide = () => ({ kind: 'pass' })
  })
  afterAll(() => lab?.[Symbol.asyncDispose]())

  it('rows are added to tables of files and replace theirs, in every format that is written', async () => {
    for (const format of ['parquet', 'csv', 'json']) {
      await lab.api.finish(`CREATE TABLE t_${format} (id BIGINT, name STRING) USING ${format} OPTIONS (path 'obs://lake/t/${format}')`)
      await lab.api.finish(`INSERT INTO t_${format} VALUES (1, 'ä,"b'), (2, NULL)`)
      await lab.api.finish(`INSERT INTO t_${format} SELECT 3, 'c'`)
      expect(await lab.api.rows(`SELECT * FROM t_${format} ORDER BY id`)).toEqual([
        [1, 'ä,"b'],
        [2, null],
        [3, 'c'],
      ])
      expect(await lab.names(`t/${format}`)).toHaveLength(2)
      await lab.api.finish(`INSERT OVERWRITE t_${format} SELECT 13, 'c'`)
      expect(await lab.api.rows(`SELECT * FROM t_${format}`)).toEqual([[13, 'c']])
      await lab.api.finish(`INSERT OVERWRITE t_${format} SELECT NULL, NULL WHERE false`)
      expect(await lab.names(`t/${format}`)).toEqual([])
    }
    await lab.nothingUnfinished()
  })

  it('LOAD DATA brings files there, and files of there', async () => {
    await lab.s3.put('lake', 'landing/data.csv', Buffer.from('1\n2\n'))
    await lab.api.finish("CREATE TABLE loaded (a INT) USING csv OPTIONS (path 'obs://lake/loaded')")
    await lab.api.finish("LOAD DATA INPATH 'obs://lake/landing/data.csv' INTO TABLE loaded")
    await lab.api.finish("LOAD DATA INPATH 'obs://lake/landing' INTO TABLE loaded")
    expect(await lab.api.rows('SELECT a, count(*) FROM loaded GROUP BY a ORDER BY a')).toEqual([
      [1, 2],
      [2, 2],
    ])
  })

  it('CREATE TABLE … AS writes into an empty place, in parts, and leaves nothing where the table cannot be made', async () => {
    await lab.api.finish(`CREATE TABLE made USING parquet OPTIONS (path 'obs://lake/made') AS ${MANY_ROWS}`)
    expect(await lab.api.rows('SELECT count(*), sum(a), count(DISTINCT t) FROM made')).toEqual([[600_000, 1259997900000, 600_000]])
    const [key = ''] = await lab.s3.keys('lake', 'made')
    expect((await lab.s3.get('lake', key)).length).toBeGreaterThan(33 << 20)
    const again = await lab.api.run("CREATE TABLE other USING parquet OPTIONS (path 'obs://lake/made') AS SELECT 1 AS x")
    expect([again.status, again.message]).toEqual(['FAILED', expect.stringContaining('There are files in obs://lake/made already')])
    await lab.api.finish("CREATE TABLE IF NOT EXISTS made USING parquet OPTIONS (path 'obs://lake/never') AS SELECT 1 AS x")
    // It is made by another job while the rows are being written.
    const { end: late, goOn } = await lab.stopped(
      /POST .*uploadId=/,
      "CREATE TABLE taken USING parquet OPTIONS (path 'obs://lake/never') AS SELECT 1 AS x",
    )
    await lab.api.finish('CREATE TABLE taken (x INT)')
    goOn()
    expect(await late).toMatchObject({ status: 'FAILED', message: expect.stringContaining('taken already exists') })
    await lab.keysBecome('never', [])
    await lab.nothingUnfinished()
  })

  it('a directory is replaced as a whole, with _SUCCESS in it; an export does so where it is asked to', async () => {
    await lab.s3.put('lake', 'out/old.csv', Buffer.from('old'))
    await lab.s3.put('lake', 'out/below/_old', Buffer.from('old'))
    await lab.s3.put('lake', 'out-not/this', Buffer.from('stays'))
    await lab.api.finish("INSERT OVERWRITE DIRECTORY 'obs://lake/out' USING csv SELECT 1, 'x'")
    expect(await lab.names('out')).toEqual(['_SUCCESS', 'part-00000-ID-c000.csv'])
    expect(await lab.names('out-not')).toEqual(['this'])
    await lab.api.finish('CREATE TABLE numbers AS SELECT id FROM RANGE(0, 3)')
    const exporting = async (mode: string, place: string) => {
      const sent = await lab.api.post('/v1.0/{p}/jobs/export-table', {
        data_path: `obs://lake/${place}`,
        data_type: 'csv',
        compress: 'gzip',
        with_column_header: true,
        database_name: 'default',
        table_name: 'numbers',
        export_mode: mode,
      })
      expect(sent, sent.text).toMatchObject({ status: 200 })
      return await lab.api.waitForJob(String(sent.body['job_id']))
    }
    expect(await exporting('ErrorIfExists', 'out')).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('obs://lake/out is there already'),
    })
    expect(await exporting('Overwrite', 'out')).toMatchObject({ status: 'FINISHED' })
    expect(await lab.names('out')).toEqual(['_SUCCESS', 'part-00000-ID-c000.csv.gz'])
    await lab.api.finish(
      "FROM (SELECT 1 AS x) INSERT OVERWRITE DIRECTORY 'obs://lake/two/a' USING csv SELECT x INSERT OVERWRITE DIRECTORY 'obs://lake/two/b' USING csv SELECT x + 1",
    )
    expect(await lab.names('two')).toEqual(['a/_SUCCESS', 'a/part-00000-ID-c000.csv', 'b/_SUCCESS', 'b/part-00000-ID-c000.csv'])

    // Both have seen that the place is new.
    const { end: both, goOn } = await lab.stopped(/POST .*uploads=/, "INSERT OVERWRITE DIRECTORY 'obs://lake/twice' USING csv SELECT 1")
    expect(await exporting('ErrorIfExists', 'twice')).toMatchObject({ status: 'FINISHED' })
    const there = await lab.s3.keys('lake', 'twice')
    goOn()
    expect(await both).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('Another job has written into obs://lake/twice'),
    })
    await lab.keysBecome('twice', there)
    await lab.nothingUnfinished()
  })

  it('of two jobs that replace the rows of one table one wins, and the other leaves nothing', async () => {
    await lab.api.finish("CREATE TABLE w (a INT) USING csv OPTIONS (path 'obs://lake/won')")
    await lab.api.finish('INSERT INTO w VALUES (0)')
    const complete = Promise.withResolvers<void>()
    let begun = 0
    lab.between.decide = (request) => {
      if (!/POST .*uploads=/.test(request)) return { kind: 'pass' }
      begun += 1
      if (begun === 2) complete.resolve()
      return { kind: 'pass', answerAfter: complete.promise }
    }
    const ends = await Promise.all([1, 2].map((value) => lab.api.run(`INSERT OVERWRITE w VALUES (${value})`)))
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['FAILED', 'FINISHED'])
    expect(ends.map(({ message }) => message).join()).toContain('Another job has written into obs://lake/won')
    expect(await lab.api.rows('SELECT a FROM w')).toEqual([[ends[0]?.status === 'FINISHED' ? 1 : 2]])
    await lab.nothingUnfinished()
    expect(await lab.names('won')).toHaveLength(1)
  })

  it('a job that reads sees all of what was there before a write or after it, and never both', async () => {
    await lab.api.finish("CREATE TABLE r (a INT) USING csv OPTIONS (path 'obs://lake/read')")
    await lab.api.finish('INSERT INTO r VALUES (1)')
    // The new object is there, and what it replaces, too.
    await lab.until(/HEAD /, 'INSERT OVERWRITE r VALUES (2)')
    expect(await lab.names('read')).toHaveLength(2)
    expect(await lab.api.rows('SELECT a FROM r')).toEqual([[2]])
    await lab.api.server.end('SIGKILL')
    lab.between.decide = (request) => (/^(HEAD|DELETE) /.test(request) ? REFUSED : { kind: 'pass' })
    await lab.api.server.start()
    expect(await lab.names('read')).toHaveLength(2)
    expect(await lab.api.rows('SELECT a FROM r')).toEqual([[2]])
    lab.between.decide = () => ({ kind: 'pass' })
    await waitPatiently({
      meanwhile: 'The old object is still there',
      look: async () => ((await lab.names('read')).length === 1 ? true : undefined),
      processes: () => [lab.api.server.pid],
    })

    // A list that the store made before the write, and that comes to its reader after it.
    const written = Promise.withResolvers<void>()
    const listed = Promise.withResolvers<void>()
    let lists = 0
    lab.between.decide = (request) => {
      if (!request.includes('list-type=2') || !request.includes('prefix=read%2F')) return { kind: 'pass' }
      lists += 1
      if (lists > 1) return { kind: 'pass' }
      listed.resolve()
      return { kind: 'pass', answerAfter: written.promise }
    }
    const reading = lab.api.rows('SELECT a FROM r')
    await listed.promise
    await lab.api.finish('INSERT OVERWRITE r VALUES (3)')
    written.resolve()
    expect(await reading).toEqual([[3]])
  })

  it('wherever the store fails, the rows are those before the write or those after it, and nothing else stays in the bucket', async () => {
    await lab.api.finish("CREATE TABLE f (a INT) USING csv OPTIONS (path 'obs://lake/fails')")
    await lab.api.finish('INSERT INTO f VALUES (0)')
    const requests: string[] = []
    lab.between.decide = (request) => {
      requests.push(request)
      return { kind: 'pass' }
    }
    await lab.api.finish('INSERT OVERWRITE f VALUES (1)')
    const count = requests.length
    const committed = requests.findIndex((request) => /^POST .*uploadId=/.test(request)) + 1
    expect(committed).toBeGreaterThan(3)
    expect(count).toBeGreaterThan(committed)
    let value = 1
    for (let failing = 0; failing < count; failing += 1) {
      let passed = 0
      lab.between.decide = () => {
        passed += 1
        return passed > failing ? REFUSED : { kind: 'pass' }
      }
      const end = await lab.api.run(`INSERT OVERWRITE f VALUES (${value + 1})`)
      lab.between.decide = () => ({ kind: 'pass' })
      expect([end.status, end.message.includes('secret words')], String(failing)).toEqual(['FAILED', false])
      if (failing >= committed) {
        value += 1
        expect(end.message, String(failing)).toContain('The new rows of obs://lake/fails are there')
      }
      expect(await lab.api.rows('SELECT a FROM f'), String(failing)).toEqual([[value]])
      await waitPatiently({
        meanwhile: `More than one object is there (${failing} of ${count})`,
        look: async () => ((await lab.names('fails')).length === 1 ? true : undefined),
        processes: () => [lab.api.server.pid],
      })
      await lab.nothingUnfinished()
      expect(await lab.api.rows('SELECT a FROM f'), String(failing)).toEqual([[value]])
    }
  })

  it('an answer that is lost changes nothing: neither the rows nor what is in the bucket', async () => {
    await lab.api.finish("CREATE TABLE l (a INT) USING csv OPTIONS (path 'obs://lake/lost')")
    await lab.api.finish('INSERT INTO l VALUES (0)')
    let requests = 0
    lab.between.decide = () => {
      requests += 1
      return { kind: 'pass' }
    }
    await lab.api.finish('INSERT OVERWRITE l VALUES (0)')
    const count = requests
    for (let lost = 0; lost < count; lost += 1) {
      let passed = 0
      lab.between.decide = () => {
        passed += 1
        return { kind: passed === lost + 1 ? 'lose-answer' : 'pass' }
      }
      await lab.api.finish(`INSERT OVERWRITE l VALUES (${lost})`)
      expect(await lab.api.rows('SELECT a FROM l')).toEqual([[lost]])
      expect(await lab.names('lost'), String(lost)).toHaveLength(1)
      expect(await lab.s3.uploads('lake'), String(lost)).toEqual([])
    }
  })

  it('a _SUCCESS that cannot be put takes nothing away, and is put when the store takes it', async () => {
    await lab.api.finish("INSERT OVERWRITE DIRECTORY 'obs://lake/marked' USING csv SELECT 1")
    await lab.s3.remove('lake', 'marked/_SUCCESS')
    lab.between.decide = (request) => (request.startsWith('PUT /lake/marked/_SUCCESS') ? REFUSED : { kind: 'pass' })
    const end = await lab.api.run("INSERT OVERWRITE DIRECTORY 'obs://lake/marked' USING csv SELECT 2")
    expect([end.status, end.message]).toEqual(['FAILED', expect.stringContaining('its _SUCCESS could not be put there')])
    const [key = '', ...others] = await lab.s3.keys('lake', 'marked')
    expect([others, String(await lab.s3.get('lake', key))]).toEqual([[], '2\n'])
    await lab.api.server.end('SIGKILL')
    lab.between.decide = () => ({ kind: 'pass' })
    await lab.api.server.start()
    await lab.keysBecome('marked', ['marked/_SUCCESS', key])
  })

  it('what somebody else has put in the place of a replaced object in the meantime stays', async () => {
    await lab.s3.put('lake', 'shared/data.csv', Buffer.from('1\n'))
    await lab.api.finish("CREATE TABLE s (a INT) USING csv OPTIONS (path 'obs://lake/shared')")
    await lab.until(/HEAD /, 'INSERT OVERWRITE s VALUES (2)')
    await lab.api.server.end('SIGKILL')
    await lab.s3.put('lake', 'shared/data.csv', Buffer.from('3\n'))
    lab.between.decide = () => ({ kind: 'pass' })
    await lab.api.server.start()
    expect(await lab.api.rows('SELECT a FROM s ORDER BY a')).toEqual([[2], [3]])
    // What was to be done is done: the next write is as any other.
    await lab.api.finish('INSERT OVERWRITE s VALUES (4)')
    expect(await lab.api.rows('SELECT a FROM s')).toEqual([[4]])
    expect(await lab.names('shared')).toEqual(['part-ID.csv'])
  })

  it('a store that is busy is asked again, and one that takes other bytes than were sent is found out', async () => {
    await lab.api.finish("CREATE TABLE b (id BIGINT, a BIGINT, t STRING) USING parquet OPTIONS (path 'obs://lake/busy')")
    let refused = 0
    lab.between.decide = (request) => {
      if (refused >= 4 || request.startsWith('GET')) return { kind: 'pass' }
      refused += 1
      return { kind: 'answer', status: 503, body: '<Error><Code>SlowDown</Code><Message>later</Message></Error>' }
    }
    await lab.api.finish(`INSERT INTO b ${MANY_ROWS}`)
    expect(refused).toBe(4)
    expect(await lab.api.rows('SELECT count(*), sum(a) FROM b')).toEqual([[600_000, 1259997900000]])
    lab.between.decide = (request) => ({ kind: request.includes('partNumber=2') ? 'spoil' : 'pass' })
    const spoilt = await lab.api.run(`INSERT INTO b ${MANY_ROWS}`)
    expect([spoilt.status, spoilt.message]).toEqual(['FAILED', expect.stringContaining('is not what was sent')])
    lab.between.decide = (request) => (request.startsWith('POST') ? REFUSED : { kind: 'pass' })
    const closed = await lab.api.run('INSERT INTO b VALUES (1, 1, "x")')
    expect(closed.message).toContain('does not let the server write')
    lab.between.decide = () => ({ kind: 'pass' })
    expect(await lab.api.rows('SELECT count(*) FROM b')).toEqual([[600_000]])
    await lab.nothingUnfinished()
  })

  it('a job that is cancelled, or whose worker is killed, leaves what was there and nothing else', async () => {
    await lab.api.finish("CREATE TABLE c (id BIGINT, a BIGINT, t STRING) USING parquet OPTIONS (path 'obs://lake/cut')")
    await lab.api.finish("INSERT INTO c VALUES (1, 1, 'kept')")
    const before = await lab.s3.keys('lake', 'cut')
    const ends = [
      async (jobId: string) => void (await lab.api.delete(`/v1.0/{p}/jobs/${jobId}`)),
      async () => {
        for (const pid of await lab.api.server.children()) if (await isWorker(pid)) process.kill(pid, 'SIGKILL')
      },
    ]
    for (const end of ends) {
      const jobId = await lab.until(/partNumber=2/, `INSERT OVERWRITE c ${MANY_ROWS}`)
      expect(await lab.s3.uploads('lake')).toHaveLength(1)
      await end(jobId)
      expect((await lab.api.waitForJob(jobId)).status).toMatch(/CANCELLED|FAILED/)
      await lab.nothingUnfinished()
      expect(await lab.s3.keys('lake', 'cut')).toEqual(before)
      expect(await lab.api.rows('SELECT t FROM c')).toEqual([['kept']])
    }
  })

  it('a job that is cancelled at any point has written all or nothing, as it says, however long the store takes to answer', async () => {
    await lab.api.finish("CREATE TABLE late (a INT) USING csv OPTIONS (path 'obs://lake/late')")
    await lab.api.finish('INSERT INTO late VALUES (0)')
    let requests = 0
    lab.between.decide = () => {
      requests += 1
      return { kind: 'pass' }
    }
    await lab.api.finish('INSERT OVERWRITE late VALUES (0)')
    const count = requests
    const statuses: string[] = []
    let value = 0
    for (let point = 0; point < count; point += 1) {
      const before = await lab.s3.keys('lake', 'late')
      const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      let passed = 0
      lab.between.decide = () => {
        passed += 1
        if (passed !== point + 1) return { kind: 'pass' }
        arrived.resolve()
        return { kind: 'pass', answerAfter: released.promise }
      }
      const jobId = String((await lab.api.submit(`INSERT OVERWRITE late VALUES (${point + 1})`)).body['job_id'])
      await arrived.promise
      await lab.api.delete(`/v1.0/{p}/jobs/${jobId}`)
      // The store has not answered yet.
      const { status } = await lab.api.waitForJob(jobId)
      statuses.push(status)
      if (status === 'FINISHED') value = point + 1
      expect(await lab.api.rows('SELECT a FROM late'), String(point)).toEqual([[value]])
      released.resolve()
      lab.between.decide = () => ({ kind: 'pass' })
      await lab.nothingUnfinished()
      if (status !== 'FINISHED') await lab.keysBecome('late', before)
      await waitPatiently({
        meanwhile: `More than one object is there (${point} of ${count})`,
        look: async () => ((await lab.names('late')).length === 1 ? true : undefined),
        processes: () => [lab.api.server.pid],
      })
      expect(await lab.api.rows('SELECT a FROM late'), String(point)).toEqual([[value]])
    }
    expect([...new Set(statuses)]).toEqual(['CANCELLED', 'FINISHED'])
  })

  it('a server that is killed before the commit has the old rows after its next start, and nothing else in the bucket', async () => {
    await lab.api.finish("CREATE TABLE k (a INT) USING csv OPTIONS (path 'obs://lake/killed')")
    await lab.api.finish('INSERT INTO k VALUES (1)')
    const before = await lab.s3.keys('lake', 'killed')
    // Before it is begun, when it may be begun, with a part that is on its way, and when all parts are there.
    for (const [request, passes] of [
      [/POST .*uploads=/, true],
      [/PUT .*partNumber/, false],
      [/POST .*uploadId=/, false],
      [/POST .*uploadId=/, true],
    ] as const) {
      const arrived = Promise.withResolvers<void>()
      const never = new Promise<void>(() => undefined)
      lab.between.decide = (asked) => {
        if (!request.test(asked)) return { kind: 'pass' }
        arrived.resolve()
        return passes ? { kind: 'pass', answerAfter: never } : { kind: 'hold' }
      }
      await lab.api.submit('INSERT OVERWRITE k VALUES (2)')
      await arrived.promise
      // The store has done what its answer would tell.
      if (passes)
        await waitPatiently({
          meanwhile: 'The store has not done it',
          look: async () => ((await lab.s3.uploads('lake')).length + (await lab.s3.keys('lake', 'killed')).length === 2 ? true : undefined),
          processes: () => [process.pid],
        })
      await lab.api.server.end('SIGKILL')
      lab.between.decide = () => ({ kind: 'pass' })
      await lab.api.server.start()
      expect(await lab.api.rows('SELECT a FROM k'), String(request)).toEqual([[1]])
      await lab.nothingUnfinished()
      await lab.keysBecome('killed', before)
    }
  })

  it('the key of the store is in no answer and no log', async () => {
    expect(await lab.api.server.log()).not.toContain(lab.s3.secretKey)
    expect((await lab.api.get('/causeway/v1/audit?limit=100')).text).not.toContain(lab.s3.secretKey)
  })
})

const isWorker = async (pid: number): Promise<boolean> =>
  (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).includes('worker')
