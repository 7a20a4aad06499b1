/**
 * SQL for the engine is written by what prints (src/worker/sql/render/) and by the templates of records (functions/). Finds files of src/worker/sql that write some elsewhere: text
 * around text that is printed, calls of our macros and functions, templates that are made by hand. What it cannot see, the types refuse: a plan takes printed text (EngineText) only.
 * Who imports templates and quotes, .dependency-cruiser.cjs says.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const WRITERS = /^src\/worker\/sql\/(?:render|functions)\//
/** Where templates, and the one of NULL, are defined. */
const OF_TEMPLATES = /^src\/worker\/sql\/bound\/(?:template|sql)\.ts$/
const NOT_OURS = /\.test\.ts$|\/fixtures\//

const COMMENTS = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm
/** A hole of a template literal that holds what is printed, or is about to be. */
const AROUND_PRINTED = /\$\{[^}'`]*(?:\.sql\b|\bprint(?:Query|Alone)\(|\bresultQuery\()/
const OWN_FUNCTION = /['"`(\s](?:sp|fn)_\w+/
const OWN_TEMPLATE = /kind: 'template',\s*texts:/

/** @param file from the repository's root */
export function engineTextIn(file: string, code: string): readonly string[] {
  const bare = code.replace(COMMENTS, '')
  const made = /\bas EngineText\b/.test(bare) && !file.startsWith('src/worker/sql/render/') ? ['says that its own text was printed'] : []
  if (!file.startsWith('src/worker/sql/') || WRITERS.test(file)) return made
  return [
    ...made,
    ...(AROUND_PRINTED.test(bare) ? ['writes text around engine text that is printed: put the trees together, and print that'] : []),
    ...(OWN_FUNCTION.test(bare) ? ['calls a macro or a function of the engine: that is for a record of functions/'] : []),
    ...(OWN_TEMPLATE.test(bare) && !OF_TEMPLATES.test(file) ? ['makes a template by hand: that is for a record of functions/'] : []),
  ]
}

if (import.meta.main) {
  const files = globSync('src/**/*.ts', { cwd: ROOT }).filter((file) => !NOT_OURS.test(file))
  const complaints = files.flatMap((file) => engineTextIn(file, readFileSync(join(ROOT, file), 'utf8')).map((what) => `${file} ${what}`))
  for (const complaint of complaints.sort()) console.error(complaint)
  process.exitCode = complaints.length === 0 ? 0 : 1
}
