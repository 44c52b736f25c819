/** Finding the card that is in a reader through PKCS#11, opening sessions with it and reading its certificates. */
import { createHash } from 'node:crypto';
import type { Handle, TokenInfo } from 'pkcs11js';
import { AppError } from '../../contract/errors.ts';
import type { CardCertificate } from '../protocol.ts';
import { readCertificateUsage } from './certificate-usage.ts';
import {
  attributeValue,
  type Cryptoki,
  type CryptokiModule,
  ck,
  findObjects,
  type ModuleList,
  trimmed,
} from './cryptoki.ts';
import { ckr, returnValueOf } from './failures.ts';

/** A certificate on the card, with what it takes to find its key again. */
export interface FoundCertificate extends Omit<CardCertificate, 'alwaysAuthenticate'> {
  /** `CKA_ID`, which the private key shares. */
  readonly id: Buffer;
}

/** One token of a card, with a session. Most cards are one token; some modules show one for each PIN. */
export interface OpenToken {
  readonly cryptoki: Cryptoki;
  readonly slot: Handle;
  readonly session: Handle;
  readonly serial: string;
  readonly label: string;
  /** OpenSC has recognised a PIV card, whose PIN state can be asked over PC/SC. */
  readonly isPiv: boolean;
  readonly certificates: readonly FoundCertificate[];
}

/** A card in a reader, open. */
export interface OpenCard {
  readonly reader: string;
  readonly module: CryptokiModule;
  readonly tokens: readonly [OpenToken, ...OpenToken[]];
}

/** Slot descriptions hold 64 bytes, reader names may be longer. */
const slotDescriptionBytes = 64;

function isSlotOf(description: string, reader: string): boolean {
  const name = trimmed(description);
  return name === reader || name === trimmed(Buffer.from(reader).subarray(0, slotDescriptionBytes).toString());
}

/**
 * Opens the card in a reader with the first module that knows it. Null when no module sees a card there.
 *
 * `card.no-module` when there is no module at all; `card.unknown-family` when modules see a card and none knows it.
 * Other failures are PKCS#11 return values.
 */
export function openCard(modules: ModuleList, reader: string): OpenCard | null {
  let hasModule = false;
  let isUnknown = false;
  for (const module of modules.all()) {
    hasModule = true;
    const tokens: OpenToken[] = [];
    for (const slot of module.cryptoki.C_GetSlotList(false)) {
      const info = module.cryptoki.C_GetSlotInfo(slot);
      if (!isSlotOf(info.slotDescription, reader) || !(info.flags & ck.slotFlagTokenPresent)) continue;
      const token = readTokenInfo(module.cryptoki, slot);
      if (token) tokens.push(openToken(module.cryptoki, slot, token));
      else isUnknown = true;
    }
    const [first, ...others] = tokens;
    if (first) return { reader, module, tokens: [first, ...others] };
  }
  if (!hasModule) throw new AppError('card.no-module');
  if (isUnknown) throw new AppError('card.unknown-family');
  return null;
}

function readTokenInfo(cryptoki: Cryptoki, slot: Handle): TokenInfo | null {
  try {
    return cryptoki.C_GetTokenInfo(slot);
  } catch (error) {
    if (returnValueOf(error) === ckr.tokenNotRecognized) return null;
    throw error;
  }
}

function openToken(cryptoki: Cryptoki, slot: Handle, info: TokenInfo): OpenToken {
  const session = cryptoki.C_OpenSession(slot, ck.serialSession);
  const certificates: FoundCertificate[] = [];
  const template = [
    { type: ck.attribute.class, value: ck.objectClass.certificate },
    { type: ck.attribute.certificateType, value: ck.certificateTypeX509 },
  ];
  for (const object of findObjects(cryptoki, session, template)) {
    const der = attributeValue(cryptoki, session, object, ck.attribute.value);
    const id = attributeValue(cryptoki, session, object, ck.attribute.id);
    const usage = readCertificateUsage(der, id);
    if (!usage) continue;
    const fingerprint = createHash('sha256').update(der).digest('hex');
    certificates.push({ fingerprint, der: new Uint8Array(der), id, ...usage });
  }
  return {
    cryptoki,
    slot,
    session,
    serial: trimmed(info.serialNumber),
    label: trimmed(info.label),
    isPiv: trimmed(info.manufacturerID).toLowerCase() === 'piv_ii',
    certificates,
  };
}

/**
 * Whether the sessions still hold: same card, never out since. Asking the slot list makes modules look. OpenSC ends the
 * sessions of a card that was taken out; of other modules the serial number is compared as well, which costs a command.
 */
export function isStillOpen(card: OpenCard): boolean {
  try {
    card.module.cryptoki.C_GetSlotList(false);
    return card.tokens.every((token) => {
      token.cryptoki.C_GetSessionInfo(token.session);
      return token.isPiv || trimmed(token.cryptoki.C_GetTokenInfo(token.slot).serialNumber) === token.serial;
    });
  } catch (error) {
    if (returnValueOf(error) === null) throw error;
    return false;
  }
}

/** Ends the sessions with a card, also when it is gone. */
export function closeCard(card: OpenCard): void {
  for (const token of card.tokens) {
    try {
      token.cryptoki.C_CloseSession(token.session);
    } catch (error) {
      // The session died with the card, as sessions do.
      if (returnValueOf(error) === null) throw error;
    }
  }
}

/** Whether the user is logged in, as far as the module knows; another program's reset escapes it. */
export function isLoggedIn(token: OpenToken): boolean {
  const { state } = token.cryptoki.C_GetSessionInfo(token.session);
  return ck.sessionStateUser.some((one) => one === state);
}

/** The token whose PIN opens the card: the one with the authentication certificate. */
export function mainToken(card: OpenCard): OpenToken {
  const authenticates = (token: OpenToken) => token.certificates.some((one) => one.purpose === 'authentication');
  return (
    card.tokens.find(authenticates) ?? card.tokens.find((token) => token.certificates.length > 0) ?? card.tokens[0]
  );
}

/** The private key beside a certificate; null before login, or where there is none. */
export function findPrivateKey(token: OpenToken, certificate: FoundCertificate): Handle | null {
  const template = [
    { type: ck.attribute.class, value: ck.objectClass.privateKey },
    { type: ck.attribute.id, value: certificate.id },
  ];
  return findObjects(token.cryptoki, token.session, template)[0] ?? null;
}

/** Whether a key wants the PIN for each signature. */
export function isAlwaysAuthenticate(token: OpenToken, key: Handle): boolean {
  try {
    return attributeValue(token.cryptoki, token.session, key, ck.attribute.alwaysAuthenticate)[0] === 1;
  } catch (error) {
    // Modules older than PKCS#11 v2.20 do not know the attribute, nor such keys.
    if (returnValueOf(error) === null) throw error;
    return false;
  }
}
