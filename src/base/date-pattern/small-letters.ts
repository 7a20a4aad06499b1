/** A text in small letters, of each character one, so that places are the same. */
export function smallLetters(text: string): string {
  const small = text.toLowerCase()
  // İ becomes two.
  return small.length === text.length
    ? small
    : [...text].map((sign) => (sign.toLowerCase().length === sign.length ? sign.toLowerCase() : sign)).join('')
}
