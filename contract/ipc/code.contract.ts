/** Signing in without a card: address and password, then a code received by mail, or what stands in for it. Served by the session process. */
import { z } from 'zod';
import { Instant } from '../model/ids.ts';
import { BegunPasskey, PasskeyCode } from '../model/passkey.ts';
import { EmailAddress } from '../model/person.ts';
import { SessionView } from './card.contract.ts';
import { defineContract, method } from './define.ts';

/** As typed; stretched at once and never kept. */
const Password = z.string().min(1).max(256);

/** Six digits, mailed or of a code application, or a recovery code: nobody tells which of them the account takes. */
export const SignInCode = z.string().regex(/^(\d{6}|[a-z2-7]{5}[ -]?[a-z2-7]{5})$/i);

/** A code that was asked for. Whether one was sent is not told: the answer is the same for every address. */
export const CodeAwaited = z.object({
  /** Where the code goes, as the person typed it. */
  address: EmailAddress,
  expiresAt: Instant,
  /** Another may be asked for from then on. */
  resendAt: Instant,
  triesLeft: z.number().int().min(0),
  /** The operator takes a passkey in place of a code; whether the account has one is not told. */
  passkeys: z.boolean(),
});
export type CodeAwaited = z.infer<typeof CodeAwaited>;

export const codeContract = defineContract('code', {
  servedBy: 'session',
  methods: {
    /**
     * Checks address and password, and has a code sent. Without network a mailbox that is kept here opens at once, when
     * its password is long enough to stand alone.
     */
    start: method(
      z.object({ address: EmailAddress, password: Password }).strict(),
      z.discriminatedUnion('state', [
        z.object({ state: z.literal('code-awaited'), awaited: CodeAwaited }),
        z.object({ state: z.literal('opened'), session: SessionView }),
      ]),
    ),
    /** Where the browser is to be led for a passkey that answers in place of the code. */
    beginPasskey: method(z.object({}).strict(), BegunPasskey),
    verify: method(z.object({ code: z.union([SignInCode, PasskeyCode]) }).strict(), SessionView),
    /** After the password was changed elsewhere: the recovery code opens what is kept here, for the new password. */
    recover: method(z.object({ recoveryCode: z.string().max(64) }).strict(), SessionView),
    /** Forgets the code that is awaited. */
    abandon: method(z.object({}).strict(), z.object({})),
  },
  events: {},
});
