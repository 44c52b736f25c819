/** Imports that the bundler resolves to a style sheet or to the address of an asset. */
declare module '*.css' {}

declare module '*?url' {
  const address: string;
  export default address;
}

/** A file as text. */
declare module '*?raw' {
  const text: string;
  export default text;
}

interface ImportMeta {
  /** Addresses of the assets that match, by path. */
  glob(
    pattern: string,
    options: { readonly query: '?url'; readonly import: 'default'; readonly eager: true },
  ): Readonly<Record<string, string>>;
}
