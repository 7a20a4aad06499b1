import { Option } from 'commander'

/** An option whose values are of a list, which help and completion tell; whoever reads it says what is wrong with another. */
export function listingOption(flags: string, description: string, words: readonly string[]): Option {
  const option = new Option(flags, description)
  if (words.length > 0) option.argChoices = [...words]
  return option
}
