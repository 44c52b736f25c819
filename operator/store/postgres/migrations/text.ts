/** Words of our own in the statements of migrations. */

/**
 * `TEXT` is text compared byte by byte, as SQLite does, whatever language the server was set up in: prefixes are ranges,
 * and pages go on where the one before ended.
 */
export function text(statements: string): string {
  return statements.replaceAll(/\bTEXT\b/g, 'text COLLATE "C"');
}
