import { elsewhere } from '../connect/choose-server.ts'
import { knownIn } from '../connect/server-command.ts'
import { plain } from '../shown-fields.ts'

/** Tells on stderr where commands of the folder do not ask the context of that name, which was just made the current one or is shown as it. */
export async function tellElsewhere(name: string, workingFolder: string): Promise<void> {
  const told = elsewhere(name, await knownIn(workingFolder))
  if (told !== undefined) console.error(`${plain(told.what)}\n  ${plain(told.hint)}`)
}
