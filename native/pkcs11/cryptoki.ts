/** PKCS#11 modules: the part of their interface that is used here, loading them, and their text fields. */
import { existsSync } from 'node:fs';
import pkcs11js, { type Handle, type PKCS11, type Template } from 'pkcs11js';
import { modulePaths } from './module-paths.ts';

/** The port: what is asked of a PKCS#11 module. The real one is `pkcs11js`. */
export type Cryptoki = Pick<
  PKCS11,
  | 'C_GetInfo'
  | 'C_GetSlotList'
  | 'C_GetSlotInfo'
  | 'C_GetTokenInfo'
  | 'C_GetMechanismList'
  | 'C_OpenSession'
  | 'C_CloseSession'
  | 'C_GetSessionInfo'
  | 'C_Login'
  | 'C_Logout'
  | 'C_FindObjectsInit'
  | 'C_FindObjects'
  | 'C_FindObjectsFinal'
  | 'C_GetAttributeValue'
  | 'C_SignInit'
  | 'C_Sign'
>;

/** A module in use. */
export interface CryptokiModule {
  readonly path: string;
  readonly cryptoki: Cryptoki;
}

/** Constants of PKCS#11 v2.40 that the binding types but partly. */
export const ck = {
  objectClass: { certificate: 1, privateKey: 3 },
  certificateTypeX509: 0,
  attribute: { class: 0x00, value: 0x11, certificateType: 0x80, id: 0x102, alwaysAuthenticate: 0x202 },
  tokenFlag: {
    protectedAuthenticationPath: 0x100,
    userPinCountLow: 0x10000,
    userPinFinalTry: 0x20000,
    userPinLocked: 0x40000,
  },
  slotFlagTokenPresent: 0x01,
  serialSession: 0x04,
  user: { normal: 1, contextSpecific: 2 },
  sessionStateUser: [1, 3],
  mechanism: {
    rsaPkcs: 0x01,
    rsaPkcsPss: 0x0d,
    sha256RsaPkcs: 0x40,
    sha256RsaPkcsPss: 0x43,
    ecdsa: 0x1041,
    ecdsaSha256: 0x1044,
  },
  sha256: 0x250,
  mgf1Sha256: 0x02,
  parametersRsaPss: 0x05,
} as const;

/** Modules by preference, each loaded when first needed, because loading a vendor's code is not free of risk. */
export interface ModuleList {
  /** Loads and gives the modules one after the other. */
  all(): Iterable<CryptokiModule>;
  /** The same with the paths that are there and do not load here, as null. Loads no further than it is iterated. */
  installed(): Iterable<readonly [path: string, module: CryptokiModule | null]>;
  /** Policy names the one module. */
  readonly isDemanded: boolean;
}

/** The installed modules: the one forced by policy, or the vendor's and then OpenSC. */
export function installedModules(forced: string | null): ModuleList {
  const loaded = new Map<string, CryptokiModule | null>();
  function* installed(): Iterable<readonly [string, CryptokiModule | null]> {
    for (const path of modulePaths(forced)) {
      if (!existsSync(path)) continue;
      if (!loaded.has(path)) loaded.set(path, loadModule(path));
      yield [path, loaded.get(path) ?? null];
    }
  }
  return {
    isDemanded: forced !== null,
    installed,
    *all() {
      for (const [, module] of installed()) if (module) yield module;
    },
  };
}

function loadModule(path: string): CryptokiModule | null {
  const cryptoki = new pkcs11js.PKCS11();
  try {
    cryptoki.load(path);
    cryptoki.C_Initialize();
  } catch {
    // Built for another architecture, or its own parts are missing: the next candidate may do.
    return null;
  }
  return { path, cryptoki };
}

/** PKCS#11 text fields are padded with blanks, some modules' with zeros. */
export function trimmed(field: string): string {
  return field.replace(/[\0 ]+$/, '');
}

/** Handles of all objects that match. */
export function findObjects(cryptoki: Cryptoki, session: Handle, template: Template): Handle[] {
  cryptoki.C_FindObjectsInit(session, template);
  try {
    const found: Handle[] = [];
    for (let handle = cryptoki.C_FindObjects(session); handle; handle = cryptoki.C_FindObjects(session)) {
      found.push(handle);
    }
    return found;
  } finally {
    cryptoki.C_FindObjectsFinal(session);
  }
}

/** Value of one attribute. */
export function attributeValue(cryptoki: Cryptoki, session: Handle, object: Handle, type: number): Buffer {
  const [result] = cryptoki.C_GetAttributeValue(session, object, [{ type }]);
  return result?.value ?? Buffer.alloc(0);
}
