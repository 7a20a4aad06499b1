/** A text of somebody who is not trusted, in a message: one line of printable ASCII. */
export const shownText = (text: string, charactersMax: number): string =>
  text
    .slice(0, charactersMax)
    .replace(/[^\x20-\x7e]/g, '?')
    .trim()
