/**
 * A text in which letters of either case are alike, whatever stands beside them: what is folded apart is found in what is folded together. By lower case alone it is not: a sigma at the end
 * of a word has a form of its own, so that `ΟΔΟΣ` was not found in `ΟΔΟΣΑ`. Through upper case, for some letters have several lower ones (ſ and s); so ß is ss, and ı is i;
 * and through lower case before, for ẞ is an upper letter of its own.
 */
export function foldedText(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ')
}
