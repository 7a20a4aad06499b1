/** What starts programs itself, or looks at or changes the process that it runs in. */
const SIGNS = new RegExp(
  [
    String.raw`from 'node:(?:child_process|worker_threads)'`,
    String.raw`\bprocess\.(?!arch\b|cwd\b|execPath\b|getuid\b|pid\b|platform\b|version)`,
    String.raw`\bvi\.`,
    '/proc/',
  ].join('|'),
)

/**
 * Whether a file of tests gets a process of its own, which keeps its failures apart from others' and its changes of the process to itself. All others share theirs, also
 * those that start servers and workers and end them again: to start a process, to load the same hundreds of modules and to let the engine get warm costs two seconds of a
 * processor, more than most of them.
 * @param text the file's
 */
export const needsOwnProcess = (text: string): boolean => SIGNS.test(text)
