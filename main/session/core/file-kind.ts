/** What a file is, by its name and by its first bytes: what may be previewed, what must never be opened from here. */

/** Bytes that `detectType` looks at. */
export const DETECTION_BYTES = 560;

interface Signature {
  readonly mediaType: string;
  readonly offset: number;
  readonly bytes: readonly number[];
}

const text = (ascii: string) => [...ascii].map((letter) => letter.charCodeAt(0));

/** File signatures, most specific first. */
const signatures: readonly Signature[] = [
  { mediaType: 'application/pdf', offset: 0, bytes: text('%PDF-') },
  { mediaType: 'image/png', offset: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { mediaType: 'image/jpeg', offset: 0, bytes: [0xff, 0xd8, 0xff] },
  { mediaType: 'image/gif', offset: 0, bytes: text('GIF8') },
  { mediaType: 'image/webp', offset: 8, bytes: text('WEBP') },
  { mediaType: 'image/bmp', offset: 0, bytes: text('BM') },
  { mediaType: 'image/tiff', offset: 0, bytes: [0x49, 0x49, 0x2a, 0x00] },
  { mediaType: 'image/tiff', offset: 0, bytes: [0x4d, 0x4d, 0x00, 0x2a] },
  { mediaType: 'application/dicom', offset: 128, bytes: text('DICM') },
  { mediaType: 'application/zip', offset: 0, bytes: [0x50, 0x4b, 0x03, 0x04] },
  { mediaType: 'application/zip', offset: 0, bytes: [0x50, 0x4b, 0x05, 0x06] },
  { mediaType: 'application/gzip', offset: 0, bytes: [0x1f, 0x8b] },
  { mediaType: 'application/x-7z-compressed', offset: 0, bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { mediaType: 'application/x-rar', offset: 0, bytes: text('Rar!') },
  { mediaType: 'application/x-tar', offset: 257, bytes: text('ustar') },
  { mediaType: 'application/x-ole-storage', offset: 0, bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] },
  { mediaType: 'text/rtf', offset: 0, bytes: text('{\\rtf') },
  { mediaType: 'application/x-msdownload', offset: 0, bytes: text('MZ') },
  { mediaType: 'application/x-elf', offset: 0, bytes: [0x7f, 0x45, 0x4c, 0x46] },
  { mediaType: 'application/x-mach-binary', offset: 0, bytes: [0xcf, 0xfa, 0xed, 0xfe] },
  { mediaType: 'application/x-mach-binary', offset: 0, bytes: [0xce, 0xfa, 0xed, 0xfe] },
  { mediaType: 'application/x-mach-binary', offset: 0, bytes: [0xfe, 0xed, 0xfa, 0xcf] },
  { mediaType: 'application/x-mach-binary', offset: 0, bytes: [0xfe, 0xed, 0xfa, 0xce] },
  { mediaType: 'application/x-mach-binary', offset: 0, bytes: [0xca, 0xfe, 0xba, 0xbe] },
  { mediaType: 'application/x-ms-shortcut', offset: 0, bytes: [0x4c, 0x00, 0x00, 0x00, 0x01, 0x14, 0x02, 0x00] },
  { mediaType: 'application/x-shellscript', offset: 0, bytes: text('#!') },
  { mediaType: 'audio/mpeg', offset: 0, bytes: text('ID3') },
  { mediaType: 'video/mp4', offset: 4, bytes: text('ftyp') },
];

/** Media type that the first bytes tell; null when they tell nothing sure. */
export function detectType(head: Uint8Array): string | null {
  const found = signatures.find(({ offset, bytes }) => bytes.every((byte, i) => head[offset + i] === byte));
  if (found) return found.mediaType;
  const start = leadingText(head);
  if (/^(?:<!--[\s\S]*?-->\s*)*<(?:!doctype html|(?:html|head|body|script|iframe|meta|title)[\s>])/i.test(start)) {
    return 'text/html';
  }
  if (/^<svg[\s>]/i.test(start)) return 'image/svg+xml';
  if (start.startsWith('<?xml')) return /<svg[\s>]/i.test(start) ? 'image/svg+xml' : 'application/xml';
  return null;
}

function leadingText(head: Uint8Array): string {
  const bytes = head.subarray(0, 512);
  const skip = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return String.fromCharCode(...bytes.subarray(skip)).trimStart();
}

/** Name endings that some system runs, installs or follows when they are double-clicked. */
const executableEndings = new Set(
  (
    'ade adp apk app appimage application appref-ms appx appxbundle bas bat chm cmd com command cpl crt csh deb ' +
    'desktop diagcab dll dmg dylib elf exe fxp gadget grp hlp hpj hta htc inf ins iso isp its jar jnlp js jse ksh ' +
    'library-ms lnk mad maf mag mam maq mar mas mat mau mav maw mcf mda mdb mde mdt mdw mdz msc msh msh1 msh2 mshxml ' +
    'msi msix msixbundle msp mst msu ocx ops osd pcd pif pkg pl plg prf prg printerexport ps1 ps1xml ps2 ps2xml psc1 ' +
    'psc2 psd1 psdm1 pst py pyc pyo pyw pyz rpm run scf scr sct search-ms settingcontent-ms sh shb shs so sys theme ' +
    'udl url vb vbe vbp vbs vhd vhdx vsmacros vsw webpnp website workflow ws wsb wsc wsf wsh xbap xll xnk xsl ' +
    'docm dotm xlsm xlsb xltm xlam xla xll iqy slk ppa wll pptm potm ppsm ppam sldm one onepkg htm html xhtml xht shtml ' +
    'mht mhtml svg svgz swf reg rdp appinstaller themepack deskthemepack searchconnector-ms cdxml pssc img wim ' +
    'applescript scpt scptd terminal tool fileloc inetloc webloc mobileconfig kext mpkg prefpane saver action bash zsh ' +
    'flatpak flatpakref snap ko class war mjs'
  ).split(' '),
);

/** Detected types that run, or hold script. */
const executableTypes = new Set([
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
  'application/x-ms-shortcut',
  'application/x-shellscript',
  'text/html',
  'image/svg+xml',
]);

/** Last name ending, lower case, without the dot; trailing dots and spaces (which Windows drops) do not hide it. */
export function nameEnding(name: string): string {
  const trimmed = name.replace(/[\s.]+$/u, '');
  const dot = trimmed.lastIndexOf('.');
  return dot < 0 ? '' : trimmed.slice(dot + 1).toLowerCase();
}

/** Whether opening this file could run something. */
export function isExecutable(name: string, detectedType: string | null): boolean {
  return executableEndings.has(nameEnding(name)) || (detectedType !== null && executableTypes.has(detectedType));
}

/** Types that are one kind of bytes under several names. */
const containers: Readonly<Record<string, RegExp>> = {
  'application/zip':
    /^application\/(zip|x-zip|x-zip-compressed|epub\+zip|java-archive|vnd\.(openxmlformats|oasis|ms-)|octet-stream)/,
  'application/x-ole-storage': /^application\/(msword|vnd\.ms-|x-ole-storage|octet-stream)/,
  'application/xml': /xml|^text\/plain|^application\/octet-stream/,
  'text/rtf': /rtf|^application\/msword|octet-stream/,
  'application/gzip': /gzip|tar|octet-stream/,
  'video/mp4': /^(video|audio)\/|octet-stream|^image\/hei/,
};

const endingTypes: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
  tif: 'image/tiff',
  tiff: 'image/tiff',
  dcm: 'application/dicom',
  zip: 'application/zip',
  rtf: 'text/rtf',
  xml: 'application/xml',
};

/** Declared type of a file that only its name describes. */
export function typeOfName(name: string): string {
  const ending = nameEnding(name);
  const office: Readonly<Record<string, string>> = {
    txt: 'text/plain',
    csv: 'text/csv',
    doc: 'application/msword',
    xls: 'application/vnd.ms-excel',
    docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    odt: 'application/vnd.oasis.opendocument.text',
    ods: 'application/vnd.oasis.opendocument.spreadsheet',
    hl7: 'text/plain',
    heic: 'image/heic',
  };
  return endingTypes[ending] ?? office[ending] ?? 'application/octet-stream';
}

/** Whether the name (or the declared type) says one type and the bytes another. */
export function isTypeMismatch(name: string, declaredType: string, detectedType: string | null): boolean {
  const byName = endingTypes[nameEnding(name)];
  if (detectedType === null) {
    return byName !== undefined && !['application/xml', 'text/rtf', 'image/tiff', 'application/dicom'].includes(byName);
  }
  if (byName !== undefined && byName !== detectedType) return true;
  const declared = declaredType.toLowerCase();
  if (declared === detectedType || declared === 'application/octet-stream') return false;
  return !(containers[detectedType]?.test(declared) ?? false);
}

const officeEndings = new Set(['docx', 'xlsx', 'pptx', 'docm', 'xlsm', 'pptm', 'dotx', 'xltx', 'potx', 'ppsx']);
const textEndings = new Set(['txt', 'csv', 'xml', 'cda', 'hl7', 'log', 'md', 'json']);

/** Whether there are words inside that can be searched: by the bytes first, by name and declared type where they tell nothing. */
export function isSearchable(name: string, declaredType: string, detectedType: string | null): boolean {
  const ending = nameEnding(name);
  const declared = declaredType.toLowerCase();
  if (detectedType === 'application/zip') {
    return officeEndings.has(ending) || declared.startsWith('application/vnd.openxmlformats');
  }
  if (detectedType !== null) return ['application/pdf', 'application/xml', 'text/html'].includes(detectedType);
  return declared.startsWith('text/') || textEndings.has(ending);
}

const previewableImages = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp']);

/** `document`: as plain parts that a process of its own reads out of it. */
export type PreviewKind = 'pdf' | 'image' | 'document' | 'none';

/** How a file can be shown in place; decided by its bytes, never by its name alone. */
export function previewKind(name: string, declaredType: string, detectedType: string | null): PreviewKind {
  if (isExecutable(name, detectedType)) return 'none';
  if (detectedType === 'application/pdf') return 'pdf';
  if (detectedType !== null && previewableImages.has(detectedType)) return 'image';
  return isSearchable(name, declaredType, detectedType) ? 'document' : 'none';
}

/** Type under which bytes are served to a preview: what they are, never what they claim. */
export function servedType(preview: PreviewKind, detectedType: string | null): string {
  const isDrawn = preview === 'pdf' || preview === 'image';
  return (isDrawn && detectedType) || 'application/octet-stream';
}

/** Windows opens a device under these, whatever the ending; the superscript digits count there too. */
const reservedNames = /^(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])\s*(\.|$)/i;

/** A name that every file system takes, and that cannot leave its folder. */
export function safeFileName(name: string): string {
  const cleaned = [...name.normalize('NFC')]
    .map((letter) => (letter < ' ' || letter === '\u007f' || '<>:"/\\|?*'.includes(letter) ? '_' : letter))
    .join('')
    // Marks that reorder the text shown, and letters that show nothing: two names must not look alike.
    .replace(/[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu, '')
    .replace(/^[\s.]+|[\s.]+$/gu, '');
  const named = cleaned === '' ? 'document' : cleaned;
  const ending = nameEnding(named);
  const stem = ending && ending.length < 16 ? named.slice(0, -(ending.length + 1)) : named;
  const tail = ending && ending.length < 16 ? named.slice(-(ending.length + 1)) : '';
  let short = stem;
  while (new TextEncoder().encode(short + tail).length > 200) short = [...short].slice(0, -1).join('');
  // What was cut may end as no name may.
  short = short.replace(/[\s.]+$/u, '') || '_';
  return reservedNames.test(short + tail) ? `_${short}${tail}` : short + tail;
}

/** `CR.pdf`, `CR (2).pdf`, `CR (3).pdf`… */
export function numberedName(name: string, number: number): string {
  if (number < 2) return name;
  const ending = nameEnding(name);
  const stem = ending ? name.slice(0, -(ending.length + 1)) : name;
  return ending ? `${stem} (${number})${name.slice(-(ending.length + 1))}` : `${stem} (${number})`;
}
