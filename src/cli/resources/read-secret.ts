import { text as readText } from 'node:stream/consumers'
import { CausewayError } from '../../base/errors.ts'
import { askSecret } from '../questions/ask-person.ts'

/** Of a variable of the environment, of standard input, or of whoever sits at the terminal; never of a flag, which others may see. */
export async function secretOf(variable: string | undefined, isQuiet: boolean | undefined): Promise<string> {
  if (variable !== undefined) {
    const value = process.env[variable]
    if (value !== undefined && value !== '') return value
    // Not shown: whoever takes the flag for the password itself has written that.
    throw new CausewayError('invalid-parameter', '--password names no variable of the environment that is set', {
      hint: 'Put the password into a variable, and give the name of that: --password PGPASSWORD',
    })
  }
  if (process.stdin.isTTY) {
    return await askSecret('Password', {
      isQuiet,
      otherwise: 'Name a variable that holds it: --password VARIABLE',
      unanswered: 'No password was given',
    })
  }
  const given = (await readText(process.stdin)).replace(/\r?\n$/, '')
  if (given !== '') return given
  throw new CausewayError('invalid-parameter', 'Standard input is empty, and has no password', {
    hint: 'Write the password to it, or name a variable that holds it: --password VARIABLE',
  })
}
