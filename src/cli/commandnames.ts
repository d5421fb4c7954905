/** The commands besides checking a spec, for "did you mean". */
export const commandNames: readonly string[] = [
  'list',
  'replay',
  'inspect',
  'export',
  'bugs',
  'explain',
  'shrink',
  'simulate',
  'reach',
  'ci',
  'core',
  'compare',
  'merge',
  'schema',
  'init',
  'completion',
];
