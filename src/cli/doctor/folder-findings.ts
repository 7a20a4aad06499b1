import { stat } from 'node:fs/promises'
import { dataFiles } from '../../base/data-files.ts'
import { type Finding, fine, wrong } from './finding.ts'

const OTHERS = 0o077
const octal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, '0')

/** Of the data folder and of what opens everything in it. */
export async function folderFindings(home: string): Promise<readonly Finding[]> {
  const folder = await stat(home).catch(() => undefined)
  if (folder === undefined) return [fine('data folder', `${home} is not there yet: the first start makes it`)]
  if (!folder.isDirectory()) return [wrong('data folder', `${home} is no folder`, 'Name another with --home')]
  const uid = process.getuid?.()
  const isOurs = uid === undefined || folder.uid === uid
  const owner = isOurs
    ? fine('data folder', `${home} belongs to this user`)
    : wrong(
        'data folder',
        `${home} belongs to the user ${folder.uid}, and this one is ${uid}`,
        uid === 0
          ? `runuser -u '#${folder.uid}' -- causeway doctor, as the server is to run`
          : `Run it as that user, or chown -R ${uid} ${home}`,
      )
  const rights =
    (folder.mode & OTHERS) === 0
      ? fine('rights of the data folder', octal(folder.mode))
      : wrong('rights of the data folder', `${octal(folder.mode)}: other users of this machine may look into it`, `chmod 0700 ${home}`)
  return [owner, rights, await masterKey(home)]
}

async function masterKey(home: string): Promise<Finding> {
  const { masterKey: file, database } = dataFiles(home)
  const key = await stat(file).catch(() => undefined)
  if (key !== undefined) {
    if ((key.mode & OTHERS) === 0) return fine('master.key', octal(key.mode))
    return wrong('master.key', `${octal(key.mode)}: whoever reads it opens every stored password`, `chmod 0600 ${file}`)
  }
  const hasData = (await stat(database).catch(() => undefined)) !== undefined
  if (!hasData) return fine('master.key', 'not there yet: the first start makes it')
  return wrong(
    'master.key',
    'not there, and the database is: its passwords cannot be read',
    'Bring it back from a backup (docs/guides/settings.md)',
  )
}
