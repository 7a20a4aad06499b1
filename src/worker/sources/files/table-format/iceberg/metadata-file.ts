import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { CausewayError } from '../../../../../base/errors.ts'
import { DAMAGED_FILE } from '../damaged-file.ts'
import type { LogFile, LogFolder } from '../log-folder.ts'
import { parseExactJson } from './exact-json.ts'
import { NOT_READ } from './not-read.ts'

const METADATA = 'metadata'
const HINT = `${METADATA}/version-hint.text`
const WRITE_HINT = 'Name the file that the catalog knows with the option metadata_file, or write its name into metadata/version-hint.text.'
const HINT_BYTES_MAX = 4096
const BYTES_MAX = 256 << 20

interface NamedVersion {
  readonly version: number
  readonly name: string
}

/** The table's metadata at this moment: the file `named`, or what version-hint.text says and those that came after, or the file of the highest version. @throws CausewayError where a catalog would have to say it */
export async function readMetadata(log: LogFolder, named: string | undefined): Promise<{ readonly json: unknown; readonly shown: string }> {
  const name = named ?? (await newest(((await log.names(METADATA)) ?? []).flatMap(versionOf), log))
  const file = await log.file(`${METADATA}/${name}`, 'it says what the table is')
  return { json: parseExactJson(await textOf(file, name, log), file.shown), shown: file.shown }
}

/** vN.metadata.json of folders, NNNNN-….metadata.json of catalogs, each also compressed. */
function versionOf(name: string): readonly NamedVersion[] {
  const [, version] = /^(?:v(?=\d+\.)|(?=\d+-))(\d{1,15})[.-].*(?:metadata\.json|metadata\.json\.gz)$/.exec(name) ?? []
  return version === undefined ? [] : [{ version: Number(version), name }]
}

async function newest(versions: readonly NamedVersion[], log: LogFolder): Promise<string> {
  const hint = await readHint(log)
  const named = hint === undefined ? undefined : hinted(hint, versions, log)
  if (named !== undefined) return named
  const highest = versions.reduce((most, { version }) => Math.max(most, version), -1)
  const found = onlyOne(
    versions.filter(({ version }) => version === highest),
    log,
  )
  if (found === undefined)
    throw new CausewayError('not-found', `${log.shown(METADATA)} has no file of metadata: there is no table of Iceberg`, {
      hint: 'LOCATION is the folder of the table, in which its folders data and metadata are.',
    })
  // A catalog says which of its files is the present one: a commit that failed may have left a later one.
  if (!found.name.startsWith('v') && versions.length > 1)
    throw new CausewayError(
      'not-supported',
      hint === undefined
        ? `${log.shown(METADATA)} does not say which metadata is the present one: the table is one of a catalog`
        : `${log.shown(HINT)} names no file of metadata that is there, and the table is one of a catalog`,
      {
        hint: WRITE_HINT,
      },
    )
  return found.name
}

function onlyOne(files: readonly NamedVersion[], log: LogFolder): NamedVersion | undefined {
  const [found, second] = files
  if (found === undefined || second === undefined) return found
  throw new CausewayError(
    'not-supported',
    `${log.shown(METADATA)} has two files of version ${found.version}, of which one was not committed: ${found.name} and ${second.name}`,
    {
      hint: WRITE_HINT,
    },
  )
}

async function readHint(log: LogFolder): Promise<string | undefined> {
  const file = await log.find(HINT)
  if (file === undefined) return undefined
  if (file.bytes > HINT_BYTES_MAX)
    throw new CausewayError('invalid-parameter', `${file.shown} is no version: it has ${file.bytes} bytes`, { hint: DAMAGED_FILE })
  return (await log.bytes(file, 0, file.bytes)).toString('utf8').trim()
}

/** A hint may be behind: what writes it goes on, from there, as long as there is a next version. */
function hinted(hint: string, versions: readonly NamedVersion[], log: LogFolder): string | undefined {
  if (!/^\d{1,15}$/.test(hint)) return versions.find(({ name }) => name === hint || name.startsWith(`${hint}.metadata.json`))?.name
  const byFolder = versions.filter(({ name }) => name.startsWith('v'))
  let found: string | undefined
  for (let version = Number(hint); ; version += 1) {
    const next = onlyOne(
      byFolder.filter((one) => one.version === version),
      log,
    )
    if (next === undefined) return found
    found = next.name
  }
}

async function textOf(file: LogFile, name: string, log: LogFolder): Promise<string> {
  if (file.bytes > BYTES_MAX)
    throw new CausewayError('limit-exceeded', `${file.shown} is larger than ${BYTES_MAX >> 20} MiB`, { hint: NOT_READ })
  const bytes = await log.bytes(file, 0, file.bytes)
  if (!/\.gz(\.metadata\.json)?$/.test(name)) return bytes.toString('utf8')
  try {
    return (await promisify(gunzip)(bytes, { maxOutputLength: BYTES_MAX })).toString('utf8')
  } catch (cause) {
    throw new CausewayError(
      'invalid-parameter',
      `${file.shown} cannot be decompressed: it is damaged, cut off, or larger than ${BYTES_MAX >> 20} MiB`,
      { hint: DAMAGED_FILE, cause },
    )
  }
}
