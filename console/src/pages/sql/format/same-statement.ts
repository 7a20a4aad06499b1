const TOKENS = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"|`[^`]*`|[\w$]+|\S/g

/** Whether two texts are the same but for the space between their tokens, and for capitals of words outside of texts and quoted names: what a formatter may change. */
export function isSameStatement(a: string, b: string): boolean {
  const [x, y] = [tokensOf(a), tokensOf(b)]
  return x.length === y.length && x.every((token, at) => token === y[at])
}

const tokensOf = (text: string): readonly string[] =>
  [...text.matchAll(TOKENS)].map(([token]) =>
    /^['"`]/.test(token) ? token : /^(?:--|\/\*)/.test(token) ? token.replaceAll(/\s+/g, ' ').trimEnd() : token.toUpperCase(),
  )
