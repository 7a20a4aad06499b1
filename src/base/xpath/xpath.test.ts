import { expect, test } from 'vitest'
import { evaluatePath } from './evaluate-path.ts'
import { parsePath } from './path-expression.ts'
import { stringOf } from './path-value.ts'
import { parseXml } from './xml-document.ts'

const read = (xml: string, path: string): string => stringOf(evaluatePath(parsePath(path), parseXml(xml)))

test.each([
  '<a',
  '<a>',
  '<a></b>',
  '</a>',
  '',
  'x',
  '<a/>x',
  '<a/><b/>',
  '<a b=1/>',
  '<a b="1" b="2"/>',
  '<a b="<"/>',
  '<a b="1"c="2"/>',
  '<a>]]></a>',
  '<a>&foo;</a>',
  '<a>& </a>',
  '<a>&#0;</a>',
  '<a>&#x110000;</a>',
  '<a><!-- a -- b --></a>',
  '<a><!-- b</a>',
  '<a><![CDATA[x</a>',
  '<a><?xml x?></a>',
  '<?xml version="1.1"?><a/>',
  '<a>\u0001</a>',
  '<a>\ud800</a>',
  '<1/>',
])('%j is no XML, and is told so', (xml) => {
  expect(() => parseXml(xml)).toThrow('no XML')
})

test('a document type is not read, whatever it would declare', () => {
  expect(() => parseXml('<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>')).toThrow('not supported')
})

test.each([
  '',
  'a[',
  'a]',
  '(a',
  'a)',
  'a/',
  '//',
  '@',
  'a::b',
  'namespace::a',
  '$x',
  'foo()',
  'count()',
  "concat('a')",
  '1 +',
  'a b',
  "'a",
  'a[1',
  'x:a',
  'text(1)',
  '!',
  `${'('.repeat(5000)}a${')'.repeat(5000)}`,
  `a${'[a'.repeat(5000)}${']'.repeat(5000)}`,
  `not(${'not('.repeat(5000)}a${')'.repeat(5001)}`,
  Array.from({ length: 5000 }, () => 'a').join(' + '),
  Array.from({ length: 5000 }, () => 'a').join(' | '),
])('%.40s is no path, and is told so', (path) => {
  expect(() => parsePath(path)).toThrow(/^(?!Maximum call stack)/)
})

test('what is nested deeply is read, and walked', () => {
  const deep = `${'<a>'.repeat(20_000)}x${'</a>'.repeat(20_000)}`
  expect(read(deep, 'count(//a)')).toBe('20000')
  expect(read(deep, '/')).toBe('x')
  expect(read(deep, `a${'/a'.repeat(4000)}`)).toBe('x')
  expect(read('<a>3</a>', `${'-'.repeat(5000)}a`)).toBe('3')
  expect(read('<a>3</a>', `${'-'.repeat(5001)}a`)).toBe('-3')
})

test('what would look at too many nodes ends with an error', () => {
  const wide = `<a>${'<b><c/></b>'.repeat(3000)}</a>`
  expect(() => read(wide, 'count(//*[//*])')).toThrow('5,000,000')
  expect(() => read(wide, 'count(//c/preceding::*/following::*)')).toThrow('5,000,000')
  expect(() => read(wide, 'boolean(//b > //c)')).toThrow('5,000,000')
})
