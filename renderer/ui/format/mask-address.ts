/** « c•••••@cabinet-exemple.fr »: enough for its owner to know it, and no more for who looks over the shoulder. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 1 ? address : `${address.slice(0, 1)}•••••${address.slice(at)}`;
}
