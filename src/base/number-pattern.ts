/** Patterns of Java's DecimalFormat: #,##0.00 with texts around it, % and another form for numbers below zero. */

export interface NumberPattern {
  readonly positive: Affixes
  readonly negative: Affixes
  /** The number is multiplied by it: 100 for %. */
  readonly multiplier: number
  readonly integerDigits: number
  readonly fractionMin: number
  readonly fractionMax: number
  /** 0: without separators. */
  readonly groupSize: number
  readonly isPointAlwaysShown: boolean
}

interface Affixes {
  readonly prefix: string
  readonly suffix: string
}

interface Part extends Affixes {
  readonly numbers: string
  readonly multiplier: number
  /** Where the next part begins; undefined at the end. */
  readonly next: number | undefined
}

const malformed = (pattern: string, why: string): Error => new Error(`The number pattern ${pattern} ${why}`)

/** @throws Error for what is no pattern, and for exponents and currencies, which are not served. */
export function numberPattern(pattern: string): NumberPattern {
  const first = partOf(pattern, 0)
  const second = first.next === undefined || first.next >= pattern.length ? undefined : partOf(pattern, first.next)
  if (second?.next !== undefined) throw malformed(pattern, 'has more than two parts')
  const positive = { prefix: first.prefix, suffix: first.suffix }
  const isOwn = second !== undefined && (second.prefix !== first.prefix || second.suffix !== first.suffix)
  const negative = isOwn ? { prefix: second.prefix, suffix: second.suffix } : { prefix: `-${first.prefix}`, suffix: first.suffix }
  return { positive, negative, multiplier: first.multiplier, ...digitsOf(first.numbers, pattern) }
}

const NUMBER_SIGNS = '#0,.'

function partOf(pattern: string, start: number): Part {
  const affixes = ['', '']
  let numbers = ''
  let multiplier = 1
  let place = 0
  let isQuoted = false
  for (let at = start; at < pattern.length; at += 1) {
    const sign = pattern[at] ?? ''
    if (sign === "'") {
      const isDouble = pattern[at + 1] === "'"
      if (numbers !== '') place = 1
      if (isDouble) {
        affixes[place] += sign
        at += 1
      } else isQuoted = !isQuoted
    } else if (!isQuoted && NUMBER_SIGNS.includes(sign)) {
      // Digits that come back behind a text count with those before it.
      numbers += sign
    } else {
      if (numbers !== '') {
        if (!isQuoted && sign === 'E' && NUMBER_SIGNS.includes(pattern[at - 1] ?? ' '))
          throw malformed(pattern, 'has an exponent, which is not supported')
        place = 1
      }
      if (!isQuoted && sign === ';') {
        if (numbers === '') throw malformed(pattern, 'has a ; before its digits')
        return { prefix: affixes[0] ?? '', suffix: affixes[1] ?? '', numbers, multiplier, next: at + 1 }
      }
      if (!isQuoted && sign === '¤') throw malformed(pattern, 'has a currency, which is not supported')
      if (!isQuoted && (sign === '%' || sign === '‰')) {
        if (multiplier !== 1) throw malformed(pattern, 'has more than one percent sign')
        multiplier = sign === '%' ? 100 : 1000
      }
      affixes[place] += sign
    }
  }
  if (isQuoted) throw malformed(pattern, 'has a quote that does not end')
  return { prefix: affixes[0] ?? '', suffix: affixes[1] ?? '', numbers, multiplier, next: undefined }
}

function digitsOf(numbers: string, pattern: string): Omit<NumberPattern, 'positive' | 'negative' | 'multiplier'> {
  const [whole = '', fraction, ...others] = numbers.split('.')
  if (others.length > 0) throw malformed(pattern, 'has more than one point')
  const plain = whole.replaceAll(',', '')
  const behind = fraction ?? ''
  const groupSize = whole.includes(',') ? whole.length - whole.lastIndexOf(',') - 1 : 0
  if ((whole.includes(',') && groupSize === 0) || fraction?.includes(',') === true)
    throw malformed(pattern, 'has a separator without digits behind it')
  if (!/^#*0*$/.test(plain) || !/^0*#*$/.test(behind)) throw malformed(pattern, 'has # and 0 in an order that means nothing')
  const zeros = plain.length - plain.indexOf('0')
  const isWithoutZero = !/0/.test(plain + behind) && plain + behind !== '' && fraction !== undefined
  return {
    integerDigits: plain.includes('0') ? zeros : isWithoutZero && plain !== '' ? 1 : 0,
    fractionMin: isWithoutZero && plain === '' ? 1 : behind.replaceAll('#', '').length,
    fractionMax: behind.length,
    groupSize,
    isPointAlwaysShown: fraction !== undefined && (plain === '' || behind === ''),
  }
}
