/** What the token host does for each request. Callers make one call at a time. */
import { AppError } from '../../contract/errors.ts';
import { type PivPinState, readPivPinState, resetCard } from '../pcsc/card-status.ts';
import type { ReaderWatch } from '../pcsc/reader-watch.ts';
import type { CardConfig, CardSnapshot, PinStatus, TokenInput, TokenMethod, TokenOutput } from '../protocol.ts';
import { ck, type ModuleList, trimmed } from './cryptoki.ts';
import { ckr, meansCardLost, namedFailure, returnValueOf } from './failures.ts';
import {
  closeCard,
  type FoundCertificate,
  findPrivateKey,
  isAlwaysAuthenticate,
  isLoggedIn,
  isStillOpen,
  mainToken,
  type OpenCard,
  type OpenToken,
  openCard,
} from './open-card.ts';
import { checkTry, pinStatusOf, tryPin } from './pin.ts';
import { beginSignature, checkScheme, finishSignature, isSoundSignature } from './signature.ts';

/** PC/SC polls readers every 400 ms: after a failure, a removal is known for certain only then. */
const removalNoticeMs = 900;

/** The requests of `native/protocol.ts`. */
export type TokenService = {
  readonly [M in TokenMethod]: (input: TokenInput<M>) => Promise<TokenOutput<M>>;
};

/** Makes the service over the modules and readers there are. */
export function createTokenService(from: {
  readonly modules: ModuleList;
  readonly watch: ReaderWatch;
  readonly config: Pick<CardConfig, 'readers'>;
}): TokenService {
  const { modules, watch, config } = from;
  const open = new Map<string, OpenCard>();
  /** Tokens whose PIN this process has verified, in sessions still open. */
  const verified = new WeakSet<OpenToken>();

  /** The card in a reader, opened unless it is already. */
  async function cardIn(reader: string): Promise<OpenCard> {
    if (config.readers && !config.readers.includes(reader)) throw new AppError('card.no-reader');
    const known = open.get(reader);
    if (known) {
      if (isStillOpen(known)) return known;
      forget(reader);
    }
    const card = openCard(modules, reader);
    if (!card) throw await absenceOf(reader);
    open.set(reader, card);
    return card;
  }

  function forget(reader: string): void {
    const card = open.get(reader);
    open.delete(reader);
    if (card) closeCard(card);
  }

  /** Why no module sees a card in a reader. */
  async function absenceOf(reader: string): Promise<AppError> {
    await watch.settled;
    // Where PC/SC still believes in a card that modules no longer see, it is about to learn better.
    if (watch.hasSeen(reader)) await watch.whenCardGone(reader, removalNoticeMs);
    if (!watch.service) return new AppError('card.service-unavailable');
    const found = watch.readers.find((one) => one.name === reader);
    if (!found) return new AppError('card.no-reader');
    return new AppError(found.card === 'absent' ? 'card.no-card' : 'card.unreadable');
  }

  /**
   * What a failed call means. A return value that says nothing of the cause is a removal if the card is gone, which
   * PC/SC may notice only a moment later. Sessions are given up: after such failures they cannot be trusted.
   */
  async function explain(error: unknown, reader: string): Promise<unknown> {
    const value = returnValueOf(error);
    if (value === null) return error;
    const named = namedFailure(value);
    if (named) {
      if (value === ckr.userNotLoggedIn) forget(reader);
      return named;
    }
    forget(reader);
    if (meansCardLost(value)) return new AppError('card.removed', error);
    const isGone = watch.hasSeen(reader) && (await watch.whenCardGone(reader, removalNoticeMs));
    if (isGone && !watch.service) return new AppError('card.service-unavailable', error);
    return new AppError(isGone ? 'card.removed' : 'card.unreadable', error);
  }

  /** For calls that carry a PIN or use a key: never repeated. */
  async function once<T>(reader: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw await explain(error, reader);
    }
  }

  /** For reads: an unexplained failure is worth a second look, with sessions opened anew. */
  async function twice<T>(reader: string, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      const value = returnValueOf(error);
      if (value === null || namedFailure(value)) throw await explain(error, reader);
      forget(reader);
      return once(reader, read);
    }
  }

  async function exactPinState(reader: string, token: OpenToken): Promise<PivPinState | null> {
    return readPivPinState(watch, reader, token.isPiv);
  }

  async function statusOf(reader: string, token: OpenToken): Promise<PinStatus> {
    return pinStatusOf(token, await exactPinState(reader, token), verified.has(token) && isLoggedIn(token));
  }

  /** Before login private keys are invisible; of PIV it is known that the signature key always wants the PIN. */
  function alwaysAuthenticate(token: OpenToken, certificate: FoundCertificate): boolean {
    const key = findPrivateKey(token, certificate);
    return key ? isAlwaysAuthenticate(token, key) : token.isPiv && certificate.purpose === 'signature';
  }

  /** One guarded try of the PIN; on return it was right. */
  async function verifyPin(
    reader: string,
    token: OpenToken,
    user: (typeof ck.user)[keyof typeof ck.user],
    entry: { readonly pin: Uint8Array | null; readonly status: PinStatus },
  ): Promise<void> {
    const outcome = tryPin(token.cryptoki, token.session, user, entry.pin, entry.status.pinPad);
    if (outcome === 'accepted') {
      verified.add(token);
      return;
    }
    verified.delete(token);
    const after = await statusOf(reader, token);
    // A wrong PIN ends an earlier login on the card, of which the module knows nothing; the sessions end with it.
    forget(reader);
    const { minLength, maxLength, triesLeft } = after;
    if (outcome === 'malformed') throw new AppError('card.pin-format', { minLength, maxLength });
    throw after.blocked ? new AppError('card.pin-blocked') : new AppError('card.pin-incorrect', { triesLeft });
  }

  /** Logs in with the PIN given, which alone counts: a verification that the card still holds is wiped first. */
  async function logIn(reader: string, token: OpenToken, pin: Uint8Array | null, confirmed: boolean): Promise<void> {
    let exact = await exactPinState(reader, token);
    if (isLoggedIn(token)) token.cryptoki.C_Logout(token.session);
    verified.delete(token);
    if (exact?.verified) {
      await resetCard(watch, reader);
      exact = await exactPinState(reader, token);
    }
    const status = pinStatusOf(token, exact, false);
    checkTry(status, pin, confirmed);
    await verifyPin(reader, token, ck.user.normal, { pin, status });
  }

  async function sign(input: TokenInput<'sign'>): Promise<TokenOutput<'sign'>> {
    const { reader, scheme, data, pin, finalTryConfirmed } = input;
    const card = await cardIn(reader);
    const token = card.tokens.find((one) => one.certificates.some((held) => held.fingerprint === input.fingerprint));
    const certificate = token?.certificates.find((held) => held.fingerprint === input.fingerprint);
    if (!token || !certificate) throw new AppError('card.no-signing-certificate');
    checkScheme(certificate, scheme);
    if (!isLoggedIn(token)) await logIn(reader, token, pin, finalTryConfirmed);
    const key = findPrivateKey(token, certificate);
    if (!key) throw new AppError('card.no-signing-certificate');
    const prompts = isAlwaysAuthenticate(token, key);
    const status = prompts ? await statusOf(reader, token) : null;
    if (status) checkTry(status, pin, finalTryConfirmed);
    const toSign = beginSignature(token, key, scheme, data);
    if (status) await verifyPin(reader, token, ck.user.contextSpecific, { pin, status });
    const signature = finishSignature(token, scheme, toSign);
    if (!isSoundSignature(certificate, scheme, data, signature)) throw new AppError('card.unreadable');
    return { signature: new Uint8Array(signature) };
  }

  return {
    readCard: ({ reader }) =>
      twice(reader, async (): Promise<CardSnapshot> => {
        const card = await cardIn(reader);
        const token = mainToken(card);
        return {
          reader,
          generation: watch.readers.find((one) => one.name === reader)?.generation ?? 0,
          serial: token.serial,
          tokenLabel: token.label,
          certificates: card.tokens.flatMap((one) =>
            one.certificates.map(({ id: _, ...certificate }) => ({
              ...certificate,
              alwaysAuthenticate: alwaysAuthenticate(one, { ...certificate, id: _ }),
            })),
          ),
          pin: await statusOf(reader, token),
        };
      }),
    pinStatus: ({ reader }) => twice(reader, async () => statusOf(reader, mainToken(await cardIn(reader)))),
    login: ({ reader, pin, finalTryConfirmed }) =>
      once(reader, async () => {
        const token = mainToken(await cardIn(reader));
        await logIn(reader, token, pin, finalTryConfirmed);
        return statusOf(reader, token);
      }),
    sign: (input) => once(input.reader, () => sign(input)),
    async logout({ reader }) {
      const card = open.get(reader);
      for (const token of card?.tokens ?? []) {
        try {
          if (isLoggedIn(token)) token.cryptoki.C_Logout(token.session);
        } catch (error) {
          // Gone already, and its login with it.
          if (returnValueOf(error) === null) throw error;
        }
      }
      forget(reader);
      // PKCS#11 modules do not tell the card that the login is over (OpenSC does not for PIV): the reset does.
      await resetCard(watch, reader);
      return {};
    },
    async describe() {
      const found: TokenOutput<'describe'>['modules'] = [];
      for (const [path, module] of modules.installed()) {
        if (!module) {
          found.push({ path, usable: false, description: '', version: '' });
          continue;
        }
        const { libraryDescription, libraryVersion } = module.cryptoki.C_GetInfo();
        const version = `${libraryVersion.major}.${libraryVersion.minor}`;
        found.push({ path, usable: true, description: trimmed(libraryDescription), version });
        // What comes after the one that serves is not loaded for the sake of a list.
        break;
      }
      return { demanded: modules.isDemanded, modules: found };
    },
  };
}
