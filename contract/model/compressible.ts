/** Which files may become smaller in a zip, as far as their type tells. Pure. */

/** Pictures, sounds and office files that are compressed by nature. */
const compressed =
  /^(image\/(png|jpeg|gif|webp|hei[cf])|video\/|audio\/|application\/(zip|gzip|x-7z-compressed|epub|vnd\.(openxmlformats|oasis)))/;

/** The same by the ending of a name, where nobody knows the type. */
const compressedName =
  /\.(?:png|jpe?g|gif|webp|hei[cf]|mp4|m4[av]|mov|avi|mkv|webm|mp3|ogg|flac|zip|gz|tgz|7z|rar|epub|docx|xlsx|pptx|od[tsp])$/i;

/** Whether a zip of a file by that name is worth a try. */
export function isCompressibleName(name: string): boolean {
  return !compressedName.test(name);
}

/** Whether a zip is worth a try. */
export function isCompressible({ mediaType }: { readonly mediaType: string }): boolean {
  return !compressed.test(mediaType.toLowerCase());
}
