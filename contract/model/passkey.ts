/**
 * Passkeys (WebAuthn) as a second factor. No program but a browser may ask a passkey for anything, so the workstation
 * leads there by a ticket, and comes back by a link of its own scheme: `medimail:passkey/STATE/CODE`. The code is worth
 * nothing without the session key of the workstation that asked for the ticket, and the link is nobody's elsewhere: of
 * another workstation's ticket the state is unknown.
 */
import { z } from 'zod';
import { Instant } from './ids.ts';

/** Keys of one account: each of several devices, and some to spare. */
export const MAX_PASSKEYS = 10;

/** 256 bits, base64url: leads to the operator's page, once, for five minutes. */
export const PasskeyTicket = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** By which a link that comes back is known to answer the ticket; opens nothing. */
export const PasskeyState = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
/** 256 bits, base64url: what the browser brings back; given where other codes are given. */
export const PasskeyCode = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

/** What was begun: where the browser is led, and by what its answer is known. */
export const BegunPasskey = z.object({ ticket: PasskeyTicket, state: PasskeyState, expiresAt: Instant });
export type BegunPasskey = z.infer<typeof BegunPasskey>;

/** What its owner calls it. */
export const PasskeyName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}]*$/u);

/** A key as its owner sees it. */
export const PasskeySummary = z.object({
  id: z.uuid(),
  name: PasskeyName,
  addedAt: Instant,
  usedAt: Instant.nullable(),
});
export type PasskeySummary = z.infer<typeof PasskeySummary>;

/** What came back from the browser. */
export const ReturnedPasskey = z.object({ state: PasskeyState, code: PasskeyCode }).strict();
export type ReturnedPasskey = z.infer<typeof ReturnedPasskey>;

/** The link that leads from the operator's page back to the workstation. */
export function passkeyLink({ state, code }: ReturnedPasskey): string {
  return `medimail:passkey/${state}/${code}`;
}

/** What such a link holds; null for any other text. */
export function readPasskeyLink(text: string): ReturnedPasskey | null {
  const [, state, code] = /^medimail:passkey\/([^/]*)\/([^/]*)$/i.exec(text) ?? [];
  const read = ReturnedPasskey.safeParse({ state, code });
  return read.success ? read.data : null;
}
