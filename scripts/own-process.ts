/** Rooms whose fixtures make values and start nothing. */
const HARMLESS = String.raw`(?!(?:[^']*/sql|\.|\.\.)/fixtures/(?:test-engine|sample-values)\.ts')`

/** What starts processes, opens ports, or changes the process that it runs in. */
const SIGNS = new RegExp(
  [
    String.raw`from '(?:node:(?:child_process|http|net|worker_threads)|${HARMLESS}[^']*(?:fixtures|support|testing)/[^']*|\./against-[^']*)'`,
    String.raw`\bprocess\.(?!arch\b|getuid\b|platform\b|version)`,
    String.raw`\bvi\.`,
    '/proc/',
  ].join('|'),
)

/**
 * Whether a file of tests gets a process of its own, which keeps its failures apart from others'. One that only computes shares a process with others of its kind:
 * to start one and to load the same hundreds of modules again costs more than most of them.
 * @param text the file's
 */
export const needsOwnProcess = (text: string): boolean => SIGNS.test(text)
