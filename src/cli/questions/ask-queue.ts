import { chooseQueue, ownQueues } from '../connect/choose-queue.ts'
import { askName, isPersonThere } from './ask-person.ts'

/** As `chooseQueue`, which refuses where there are several, but that who sits at the terminal is asked which. */
export async function askQueue(names: readonly string[], isQuiet: boolean | undefined): Promise<string> {
  const own = ownQueues(names)
  if (own.length < 2 || !isPersonThere(isQuiet)) return chooseQueue(names)
  return await askName('On which queue', own, { isQuiet, otherwise: 'Name one with -q', unanswered: 'No queue was chosen' })
}
