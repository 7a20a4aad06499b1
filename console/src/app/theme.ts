import { createTheme, type MantineColorsTuple } from '@mantine/core'

const water: MantineColorsTuple = [
  '#e8f5f9',
  '#d3e8ee',
  '#a4d0dd',
  '#71b8cc',
  '#49a4be',
  '#2f97b6',
  '#1c7f9c',
  '#1c6a7d',
  '#155e70',
  '#0b4a59',
]

export const theme = createTheme({
  primaryColor: 'water',
  primaryShade: { light: 8, dark: 7 },
  colors: { water },
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace',
})
