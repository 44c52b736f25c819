/** Row numbers, a bit each. */
export function createRowSet() {
  let bits = new Uint8Array(1 << 17);
  return {
    add(rowid: number): void {
      const place = rowid >>> 3;
      if (place >= bits.length) {
        const larger = new Uint8Array(Math.max(bits.length * 2, place + 1));
        larger.set(bits);
        bits = larger;
      }
      bits[place] = (bits[place] ?? 0) | (1 << (rowid & 7));
    },
    has(rowid: number): boolean {
      return ((bits[rowid >>> 3] ?? 0) & (1 << (rowid & 7))) !== 0;
    },
  };
}
