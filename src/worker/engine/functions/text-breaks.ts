/** Where sentences and words end, by the default rules of Java's BreakIterator: those of no language in particular. */

const LETTER_BASE = String.raw`(?![\u3005\u4e00-\u9fa5\uf900-\ufa2d\u30a1-\u30fa\u30fd\u30fe\u3041-\u3094\u309d\u309e\u3099-\u309c\u30fb\u30fc])[\p{L}\p{Mc}]`
const letter = String.raw`(?:${LETTER_BASE}[\p{Mn}\p{Me}]*)`
const digit = String.raw`(?:\p{N}[\p{Mn}\p{Me}]*)`
/** Letters with single marks between them; numbers likewise. */
const word = String.raw`(?:${letter}+(?:[\p{Pd}\p{Pc}\u00ad\u2027"'.]${letter}+)*[\u0964\u0965]?)`
const number = String.raw`(?:${digit}+(?:["',\u066b.]${digit}+)*)`
const behind = String.raw`(?:${number}${word})*(?:${number}[%&\u00a2\u066a\u2030\u2031]?)?`

const sticky = (source: string): RegExp => new RegExp(source, 'uy')
/** The longest of them that stands at a place is kept together. */
const TOGETHER: readonly RegExp[] = [
  sticky(`${word}?${behind}`),
  sticky(String.raw`(?:(?!\u00a2)[\p{Sc}#.])${behind}`),
  sticky(String.raw`(?:[\p{Zs}\t][\p{Mn}\p{Me}]*)*\r?[\n\f\u2028\u2029]?`),
  sticky(String.raw`[\u30a1-\u30fa\u30fd\u30fe\u3099-\u309c\u30fb\u30fc]*`),
  sticky(String.raw`[\u3041-\u3094\u309d\u309e\u3099-\u309c\u30fb\u30fc]*`),
  sticky(String.raw`[\u3005\u4e00-\u9fa5\uf900-\ufa2d]*`),
  sticky(String.raw`[^\p{Mn}\p{Me}\p{Cc}\p{Cf}\p{Zl}\p{Zp}][\p{Mn}\p{Me}]*`),
  sticky('.'),
]

const SPACE = String.raw`[\t\r\f\n\u2028\p{Zs}]`
const TERM = String.raw`!?\u3002\uff01\uff1f`
const PERIOD = String.raw`.\uff0e`
const END = String.raw`\p{Pe}\p{Pf}"'`
const BEFORE_LETTER = String.raw`(?:[\p{Ps}\p{Pi}"']|(?!${SPACE})[^\p{L}\p{Ps}\p{Pi}\p{Pe}\p{Pf}"'\p{N}${TERM}${PERIOD},\u2029\p{Mn}\p{Me}\p{Cf}])`
const SENTENCE_END = new RegExp(
  [
    String.raw`\u2029`,
    String.raw`[\u0964\u0965]${SPACE}*`,
    `[${TERM}][${TERM}${PERIOD}${END}]*${SPACE}*\\u2029?`,
    String.raw`[${PERIOD}][${PERIOD}${END}]*(?:${SPACE}+(?=(?!\p{Ll})\p{L})|${SPACE}*(?=${BEFORE_LETTER}+\p{L}))`,
  ].join('|'),
  'gu',
)

/** The text in pieces, with nothing left out. */
function sentencesOf(text: string): readonly string[] {
  const pieces: string[] = []
  let start = 0
  for (const match of text.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length
    if (end <= start) continue
    pieces.push(text.slice(start, end))
    start = end
  }
  if (start < text.length) pieces.push(text.slice(start))
  return pieces
}

function wordsOf(sentence: string): readonly string[] {
  const words: string[] = []
  let place = 0
  while (place < sentence.length) {
    let end = place + 1
    for (const expression of TOGETHER) {
      expression.lastIndex = place
      end = Math.max(end, place + (expression.exec(sentence)?.[0].length ?? 0))
    }
    words.push(sentence.slice(place, end))
    place = end
  }
  return words
}

/** The words of each sentence: what begins with a letter or a digit, and not with half of a pair. */
export const sentenceWords = (text: string): readonly (readonly string[])[] =>
  sentencesOf(text).map((sentence) =>
    wordsOf(sentence).filter((part) => /^[\p{L}\p{Nd}]/u.test(part) && part.charCodeAt(0) === part.codePointAt(0)),
  )
