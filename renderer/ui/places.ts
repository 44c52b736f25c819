/** Keys for things that have no identity but their place in a row: boxes, dots. */
export function places(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `place-${index}`);
}
