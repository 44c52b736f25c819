/** Where PKCS#11 modules for the CPS family, and OpenSC after them, are installed on the three systems. */

/** Paths in the order in which they are tried; the cards' own vendor first, OpenSC last. */
const paths: Readonly<Record<'win32' | 'darwin' | 'linux', readonly string[]>> = {
  win32: [
    'C:\\Windows\\System32\\cps3_pkcs11_w64.dll',
    'C:\\Program Files\\santeestoolbox\\cps3_pkcs11_w64.dll',
    'C:\\Windows\\System32\\cps3_pkcs11_w32.dll',
    'C:\\Program Files\\OpenSC Project\\OpenSC\\pkcs11\\opensc-pkcs11.dll',
  ],
  darwin: [
    '/usr/local/lib/libcps3_pkcs11_osx.dylib',
    '/Library/OpenSC/lib/opensc-pkcs11.so',
    '/opt/homebrew/lib/opensc-pkcs11.so',
    '/usr/local/lib/opensc-pkcs11.so',
  ],
  linux: [
    '/usr/local/galss/libcps3_pkcs11_lux.so',
    '/usr/local/lib/libcps3_pkcs11_lux.so',
    '/usr/lib/libcps3_pkcs11_lux.so',
    '/usr/lib/libcps3_pkcs11.so',
    '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so',
    '/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so',
    '/usr/lib64/opensc-pkcs11.so',
    '/usr/lib64/pkcs11/opensc-pkcs11.so',
    '/usr/lib/opensc-pkcs11.so',
    '/usr/local/lib/opensc-pkcs11.so',
  ],
};

/**
 * Candidate modules, best first. A module forced by policy stands alone, also when it does not exist: a policy that
 * cannot be followed must be seen, not worked around.
 */
export function modulePaths(forced: string | null, platform: NodeJS.Platform = process.platform): readonly string[] {
  if (forced !== null) return [forced];
  return platform === 'win32' || platform === 'darwin' ? paths[platform] : paths.linux;
}
