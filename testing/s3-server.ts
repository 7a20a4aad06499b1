import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, stat } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import aws4 from 'aws4'
import { findFreePort } from './free-port.ts'
import { openGuard } from './guarded-process.ts'
import { waitPatiently } from './patience.ts'

/** A running S3 server that belongs to this process. */
export interface S3Server {
  readonly host: '127.0.0.1'
  readonly port: number
  readonly pid: number
  readonly region: string
  readonly accessKey: string
  readonly secretKey: string
  /** The buckets are folders in it, and the objects files in those. */
  readonly folder: string
  put(bucket: string, key: string, bytes: Uint8Array): Promise<void>
  remove(bucket: string, key: string): Promise<void>
  /** Of the objects below a folder. */
  sizes(bucket: string, below: string): Promise<readonly number[]>
  /** Keys of the objects below a folder, in order. */
  keys(bucket: string, below: string): Promise<readonly string[]>
  get(bucket: string, key: string): Promise<Buffer>
  /** Keys of the objects of which parts are there, and that are none yet. */
  uploads(bucket: string): Promise<readonly string[]>
  /** As another program would. */
  beginUpload(bucket: string, key: string): Promise<void>
  /** All that are there. */
  abortUploads(bucket: string): Promise<void>
  /** What it has printed: a line for each request. */
  log(): Promise<string>
  /** Ends the server and removes its folder. May be called more than once. */
  stop(): Promise<void>
}

export interface S3ServerOptions {
  readonly buckets: readonly string[]
  /** Files of the TLS certificate and its key: it speaks plain HTTP without. */
  readonly certificate?: { readonly key: string; readonly certificate: string }
}

/**
 * Starts a real S3 server on a free port of the loopback interface, in a folder of its own under the temporary folder. It is ended, and its folder removed, by stop()
 * and when this process ends in any way.
 *
 * @param program of findS3Program
 */
export async function startS3Server(program: string, { buckets, certificate }: S3ServerOptions): Promise<S3Server> {
  const top = await mkdtemp(join(tmpdir(), 'causeway-s3-'))
  const guard = openGuard(top)
  try {
    const folder = join(top, 'buckets')
    for (const bucket of buckets) await mkdir(join(folder, bucket), { recursive: true })
    await mkdir(join(top, 'sidecar'))
    const [port, accessKey, secretKey, region] = [
      await findFreePort(),
      randomBytes(8).toString('hex'),
      randomBytes(16).toString('hex'),
      'eu-west-101',
    ]
    const logFile = join(top, 'log')
    const tls = certificate === undefined ? [] : ['--cert', certificate.certificate, '--key', certificate.key]
    const server = await guard.run({
      command: program,
      args: ['--listen', `127.0.0.1:${port}`, '--region', region, ...tls, '--sidecar', join(top, 'sidecar'), folder],
      cwd: top,
      env: { ROOT_ACCESS_KEY_ID: accessKey, ROOT_SECRET_ACCESS_KEY: secretKey, HOME: top, PATH: '/usr/bin:/bin' },
      outputFile: logFile,
      stopSignals: ['SIGTERM'],
      graceMs: 5_000,
    })
    let ended = false
    void server.ended.then(() => {
      ended = true
    })
    const isReady = await waitPatiently({
      meanwhile: 'The S3 server is still starting',
      look: async () => (ended ? false : (await answers(port)) ? true : undefined),
      processes: () => [server.pid],
    })
    if (!isReady) throw new Error(`The S3 server did not start:\n${await readFile(logFile, 'utf8')}`)
    const ask = async (method: string, bucket: string, key: string, body?: Uint8Array, query = ''): Promise<string> => {
      const path = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}${query}`
      const headers = { Host: `127.0.0.1:${port}`, 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' }
      const signed = aws4.sign({ service: 's3', region, method, path, headers }, { accessKeyId: accessKey, secretAccessKey: secretKey })
      const asked = (certificate === undefined ? http : https).request({
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: { ...signed.headers, 'Content-Length': body?.length ?? 0 },
        rejectUnauthorized: false,
      })
      asked.end(body)
      const [answer] = (await once(asked, 'response')) as [http.IncomingMessage]
      let text = ''
      for await (const piece of answer.setEncoding('utf8')) text += String(piece)
      if ((answer.statusCode ?? 0) >= 300) throw new Error(`the S3 server answers ${answer.statusCode} to ${method} ${path}`)
      return text
    }
    const listUploads = async (bucket: string): Promise<readonly { readonly key: string; readonly id: string }[]> => {
      const text = await ask('GET', bucket, '', undefined, '?uploads=')
      return [...text.matchAll(/<Upload>(.*?)<\/Upload>/gs)].map(([, upload = '']) => ({
        key: /<Key>(.*?)<\/Key>/.exec(upload)?.[1] ?? '',
        id: /<UploadId>(.*?)<\/UploadId>/.exec(upload)?.[1] ?? '',
      }))
    }
    return {
      host: '127.0.0.1',
      port,
      pid: server.pid,
      region,
      accessKey,
      secretKey,
      folder,
      put: async (bucket, key, bytes) => void (await ask('PUT', bucket, key, bytes)),
      remove: async (bucket, key) => void (await ask('DELETE', bucket, key)),
      async keys(bucket, below) {
        const top = join(folder, bucket)
        const entries = await readdir(join(top, below), { recursive: true, withFileTypes: true }).catch(() => [])
        return entries
          .filter((entry) => entry.isFile())
          .map((entry) => relative(top, join(entry.parentPath, entry.name)))
          .toSorted()
      },
      get: (bucket, key) => readFile(join(folder, bucket, key)),
      uploads: async (bucket) => (await listUploads(bucket)).map(({ key }) => key),
      beginUpload: async (bucket, key) => void (await ask('POST', bucket, key, undefined, '?uploads=')),
      async abortUploads(bucket) {
        for (const { key, id } of await listUploads(bucket))
          await ask('DELETE', bucket, key, undefined, `?uploadId=${encodeURIComponent(id)}`)
      },
      async sizes(bucket, below) {
        const entries = await readdir(join(folder, bucket, below), { recursive: true, withFileTypes: true })
        const files = entries.filter((entry) => entry.isFile())
        return await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size))
      },
      log: () => readFile(logFile, 'utf8'),
      stop: guard.stop,
    }
  } catch (error) {
    await guard.stop()
    throw error
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
