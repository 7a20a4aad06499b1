import { boolean, matching, oneOf, text } from '../shared/options/option-values.ts'
import { optionsSchema } from '../shared/options/read-options.ts'
import type { OptionValue } from '../shared/options/source-option.ts'
import { nameMatcher } from './path-pattern.ts'

/** In UTC, the time zone of a session. */
const moment: OptionValue<number> = {
  ...matching('a time as 2024-01-31T12:00:00', /^/),
  read(written) {
    const [, day, time = '00:00:00'] = /^\s*(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?))?Z?\s*$/.exec(written) ?? []
    const found = day === undefined ? Number.NaN : Date.parse(`${day}T${time}Z`)
    return Number.isNaN(found) ? undefined : found
  },
}

const nameFilter: OptionValue<(name: string) => boolean> = {
  allowed: 'a pattern of the names of files',
  otherwise: 'invalid-parameter',
  controls: false,
  read: (written) => (written === '' ? undefined : nameMatcher(written)),
}

/** Which files below the place are the table's: of every format whose tables are folders of files. */
export const CHOICE_OPTIONS = {
  path: {
    kind: 'used',
    required: true,
    value: text,
    meaning: 'obs://bucket/folder, one file, or a pattern of them with *, ?, [a-z] and {a,b}; LOCATION says the same',
  },
  pathGlobFilter: { kind: 'used', value: nameFilter, meaning: 'a pattern of the names of the files that are read' },
  recursiveFileLookup: {
    kind: 'used',
    value: boolean,
    meaning:
      'true: files of all folders below are read, and folders are no columns; false, unless given: those of folders k=v, or of the path itself',
  },
  modifiedBefore: { kind: 'used', value: moment, meaning: 'files that were changed before it are read, in UTC' },
  modifiedAfter: { kind: 'used', value: moment, meaning: 'files that were changed after it are read, in UTC' },
  basePath: { kind: 'used', value: text, meaning: 'the folder, above what path finds, from where folders k=v are columns' },
  ignoreMissingFiles: {
    kind: 'no-effect',
    value: oneOf(['false'], 'not-supported'),
    because: 'a file that goes while it is read stops the job',
  },
  ignoreCorruptFiles: { kind: 'no-effect', value: oneOf(['false'], 'not-supported'), because: 'a file that cannot be read stops the job' },
} as const

export const CHOICE = optionsSchema('option', 'a table of files', CHOICE_OPTIONS)
