/** Which files may become smaller in a zip, as far as their type tells. Pure. */

/** Pictures, sounds and office files that are compressed by nature. */
const compressed =
  /^(image\/(png|jpeg|gif|webp|hei[cf])|video\/|audio\/|application\/(zip|gzip|x-7z-compressed|epub|vnd\.(openxmlformats|oasis)))/;

/** Whether a zip is worth a try. */
export function isCompressible({ mediaType }: { readonly mediaType: string }): boolean {
  return !compressed.test(mediaType.toLowerCase());
}
