import { shellWord } from '../../client/remedy-command.ts'

/** No answer names its project: what stands for it in a command that would help is filled in, where the name is known here. */
export const hintInProject = (hint: string, project: string | undefined): string =>
  project === undefined
    ? hint
    : hint.replaceAll("causeway project grant '<project>' ", () => `causeway project grant ${shellWord(project)} `)
